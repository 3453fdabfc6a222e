/** The platform's inputs to the Worker and its objects: bindings, and settings from `wrangler.jsonc`. */

import type { RoomInfo } from './protocol/bodies';

/** The calls that the hub accepts; see `hub/object.ts`. */
export interface Hub extends Rpc.DurableObjectBranded {
  claim(id: string): Promise<string | null>;
  find(code: string): string | null;
  release(code: string, id: string): void;
}

/** The calls that a room accepts, besides requests to upgrade; see `room/object.ts`. */
export interface RoomHost extends Rpc.DurableObjectBranded {
  open(code: string, hostToken: string, maxPeers: number): Promise<RoomInfo>;
  info(code: string): Promise<RoomInfo | null>;
  leases(): string[];
}

/** The calls that the limiter of an address accepts; see `limiter/object.ts`. */
export interface Limiter extends Rpc.DurableObjectBranded {
  openRoom(): Promise<number>;
  lookUp(): number;
  missed(): Promise<void>;
  hold(lease: string, room: string): Promise<number>;
  isFull(): boolean;
  release(lease: string): Promise<void>;
}

export interface Env {
  ASSETS: Fetcher;
  HUB: DurableObjectNamespace<Hub>;
  ROOM: DurableObjectNamespace<RoomHost>;
  LIMITER: DurableObjectNamespace<Limiter>;
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
export function hubOf(env: Env): DurableObjectStub<Hub> {
  return env.HUB.get(env.HUB.idFromName('hub'));
}
