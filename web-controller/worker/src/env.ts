/** The platform's inputs to the Worker and its objects: bindings, and settings from `wrangler.jsonc`. */

import type { HubObject } from './hub/object';
import type { LimiterObject } from './limiter/object';
import type { RoomObject } from './room/object';

export interface Env {
  ASSETS: Fetcher;
  HUB: DurableObjectNamespace<HubObject>;
  ROOM: DurableObjectNamespace<RoomObject>;
  LIMITER: DurableObjectNamespace<LimiterObject>;
  /** Numbers, as text. */
  ROOMS_PER_MINUTE: string;
  MISSES_PER_MINUTE: string;
  JOINS_PER_MINUTE: string;
  SOCKETS_PER_ADDRESS: string;
  MAX_ROOMS: string;
  /** Origins whose pages may use the relay besides its own, separated by spaces; `*` means all. */
  ALLOW_ORIGINS: string;
}

/** Reads a numeric setting. A word there would otherwise mean no limit at all. */
export function numberOf(setting: string | undefined, name: string): number {
  const value = setting === undefined || setting.trim() === '' ? NaN : Number(setting);
  if (!Number.isInteger(value) || value < 0) throw new Error(`the setting ${name} has to be a whole number`);
  return value;
}

/** The one hub. It only ever handles openings and joins, never a frame. */
export function hubOf(env: Env): DurableObjectStub<HubObject> {
  return env.HUB.get(env.HUB.idFromName('hub'));
}
