/** Counts Cloudflare's billable writes: rows written to SQLite and alarms that are set, in all objects of this test file. */

import { env, runInDurableObject } from 'cloudflare:test';

let rows = 0;
let isCounting = false;

/** Rows written since the first call in this file. */
export async function rowsWritten(): Promise<number> {
  if (!isCounting) await startCounting();
  return rows;
}

async function startCounting(): Promise<void> {
  isCounting = true;
  const any = env.HUB.get(env.HUB.idFromName('row counter'));
  await runInDurableObject(any, (_, { storage }) => {
    const [sql, alarms] = [
      Object.getPrototypeOf(storage.sql) as SqlStorage,
      Object.getPrototypeOf(storage) as DurableObjectStorage,
    ];
    const [exec, setAlarm] = [sql.exec, alarms.setAlarm];
    sql.exec = function <T extends Record<string, SqlStorageValue>>(
      this: SqlStorage,
      query: string,
      ...values: SqlStorageValue[]
    ) {
      const cursor = exec.apply(this, [query, ...values]) as SqlStorageCursor<T>;
      rows += cursor.rowsWritten;
      return cursor;
    };
    alarms.setAlarm = function (this: DurableObjectStorage, ...values: Parameters<typeof setAlarm>) {
      rows += 1;
      return setAlarm.apply(this, values);
    };
  });
}

/** Rows written in all objects while `act` runs. */
export async function rowsOf(act: () => Promise<void>): Promise<number> {
  const before = await rowsWritten();
  await act();
  return (await rowsWritten()) - before;
}
