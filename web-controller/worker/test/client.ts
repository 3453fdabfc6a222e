/** A game and phones, as a test plays them: they send only what they are told to, and no wait is endless. */

import { env, SELF } from 'cloudflare:test';

import type { RoomInfo } from '../src/protocol/bodies';
import type { RoomObject } from '../src/room/object';

const DEADLINE_MS = 10_000;
/** Time to wait for something that must not happen, in ms. */
const MOMENT_MS = 100;
const ORIGIN = 'http://relay.example';

/** A received item: a text, read as JSON; a frame; or the code of the close. */
export type Heard = { text: Record<string, unknown> } | { frame: number[] } | { closed: number };

let addresses = 0;

/** An address that no other test has. */
export function newAddress(): string {
  addresses += 1;
  return `198.51.${addresses >> 8}.${addresses & 255}`;
}

/** A request from an address of its own, unless one is given. */
export function ask(path: string, init: RequestInit = {}, address = newAddress()): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('cf-connecting-ip', address);
  return SELF.fetch(`${ORIGIN}${path}`, { ...init, headers });
}

export interface Created {
  room: RoomInfo;
  hostToken: string;
}

export async function newRoom(body = ''): Promise<Created> {
  const answer = await ask('/api/rooms', { method: 'POST', body });
  if (answer.status !== 201) throw new Error(`no room: ${answer.status}`);
  return answer.json();
}

/** The object behind a room's code. */
export async function roomObject(code: string): Promise<DurableObjectStub<RoomObject>> {
  const id = await env.HUB.get(env.HUB.idFromName('hub')).find(code);
  if (id === null) throw new Error('there is no such room');
  return env.ROOM.get(env.ROOM.idFromString(id));
}

export class Client {
  readonly #ws: WebSocket;
  readonly #heard: Heard[] = [];
  #wake: () => void = () => {};

  private constructor(ws: WebSocket) {
    this.#ws = ws;
    const hear = (heard: Heard) => {
      this.#heard.push(heard);
      this.#wake();
    };
    ws.binaryType = 'arraybuffer';
    ws.addEventListener('message', ({ data }) => {
      if (typeof data !== 'string') hear({ frame: [...new Uint8Array(data as ArrayBuffer)] });
      else hear({ text: data === 'pong' ? { type: 'pong' } : (JSON.parse(data) as Record<string, unknown>) });
    });
    ws.addEventListener('close', ({ code }) => hear({ closed: code }));
    ws.accept();
  }

  /** Opens a socket to a room, before the hello; `code` need not be valid. */
  static async connect(code: string, address?: string): Promise<Client> {
    const answer = await ask(`/api/rooms/${code}/ws`, { headers: { upgrade: 'websocket' } }, address);
    if (!answer.webSocket) throw new Error(`no socket: ${answer.status}`);
    return new Client(answer.webSocket);
  }

  /** A welcomed host. */
  static async host({ room, hostToken }: Created, more: object = {}): Promise<Client> {
    const client = await Client.connect(room.code);
    client.say({ type: 'hello', protocol: 1, role: 'host', token: hostToken, ...more });
    await client.text('welcome');
    return client;
  }

  /** A welcomed peer, with its welcome. */
  static async peer(
    code: string,
    name = '',
    seat?: string,
    more: object = {},
  ): Promise<{ phone: Client; welcome: Record<string, unknown> }> {
    const phone = await Client.connect(code);
    phone.say({ type: 'hello', protocol: 1, role: 'peer', name, seat, ...more });
    return { phone, welcome: await phone.text('welcome') };
  }

  say(text: object | string): void {
    this.#ws.send(typeof text === 'string' ? text : JSON.stringify(text));
  }

  send(...bytes: number[]): void {
    this.#ws.send(Uint8Array.from(bytes));
  }

  close(): void {
    this.#ws.close(1000);
  }

  /** Waits for the next item. */
  async next(): Promise<Heard> {
    const deadline = Date.now() + DEADLINE_MS;
    while (this.#heard.length === 0) {
      if (Date.now() > deadline) throw new Error('nothing came in time');
      await this.#news(MOMENT_MS);
    }
    return this.#heard.shift() as Heard;
  }

  #news(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Waits for the next text of this type; others before it are skipped. */
  async text(type: string): Promise<Record<string, unknown>> {
    for (;;) {
      const heard = await this.next();
      if ('closed' in heard) throw new Error(`closed with ${heard.closed} instead of "${type}"`);
      if ('text' in heard && heard.text.type === type) return heard.text;
    }
  }

  /** Waits for the next frame; texts before it are skipped. */
  async frame(): Promise<number[]> {
    for (;;) {
      const heard = await this.next();
      if ('closed' in heard) throw new Error(`closed with ${heard.closed} instead of a frame`);
      if ('frame' in heard) return heard.frame;
    }
  }

  /** Waits for the code of the close, whatever comes before. */
  async closed(): Promise<number> {
    for (;;) {
      const heard = await this.next();
      if ('closed' in heard) return heard.closed;
    }
  }

  /** Returns everything received, once nothing more arrives for a moment. */
  async rest(): Promise<Heard[]> {
    for (let count = -1; count < this.#heard.length; ) {
      count = this.#heard.length;
      await new Promise((resolve) => setTimeout(resolve, MOMENT_MS));
    }
    return this.#heard.splice(0);
  }
}
