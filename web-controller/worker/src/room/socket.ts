/** One socket of a room: the state remembered while the room is out of memory, and the messages waiting while it is in. */

import { type CloseCode, reasonOf } from '../protocol/close';
import type { Place, SocketId } from './lanes';
import { Outbox, type Outgoing, type Waiting } from './outbox';
import { Window } from './window';

/** Most bytes that the runtime may hold for a socket before more are handed to it: bytes it holds can no longer be replaced. */
const LOSSY_WINDOW_BYTES = 8 * 1024;
const RELIABLE_WINDOW_BYTES = 64 * 1024;
/** A later sign of life is worth remembering only if it is later by this. */
const HEARD_STEP_MS = 10_000;
/** WebSocket's own code for "going away": a client reconnects after it. */
const GOING_AWAY = 1001;

/** A socket's entry with its client's address: the limiter object that counts it, and the name it is counted under. */
export interface Lease {
  limiter: string;
  id: string;
}

/** State that the runtime keeps with the socket. */
interface Attachment {
  id: SocketId;
  openedMs: number;
  heardMs: number;
  lease: Lease;
  /** `null` before the welcome. */
  place: Place | null;
  /** The room has forgotten the socket, which only has to close. */
  isGone: boolean;
}

/** See the file. */
export class RoomSocket {
  readonly #ws: WebSocket;
  readonly #kept: Attachment;
  readonly #outbox = new Outbox();
  readonly #window = new Window();
  /** Time at which the runtime last answered a `ping` of the client; it does not wake the room for that. */
  readonly #answeredMs: () => number;
  #heardMs: number;

  private constructor(ctx: DurableObjectState, ws: WebSocket, kept: Attachment) {
    this.#ws = ws;
    this.#kept = kept;
    this.#answeredMs = () => ctx.getWebSocketAutoResponseTimestamp(ws)?.getTime() ?? 0;
    this.#heardMs = kept.heardMs;
  }

  /** A socket that has just been opened. */
  static open(ctx: DurableObjectState, ws: WebSocket, id: SocketId, lease: Lease, nowMs: number): RoomSocket {
    const socket = new RoomSocket(ctx, ws, { id, openedMs: nowMs, heardMs: nowMs, lease, place: null, isGone: false });
    socket.#keep();
    return socket;
  }

  /** A socket that was open when the room returned to memory. */
  static restore(ctx: DurableObjectState, ws: WebSocket): RoomSocket | null {
    const kept = ws.deserializeAttachment() as Attachment | null;
    return kept && new RoomSocket(ctx, ws, kept);
  }

  get id(): SocketId {
    return this.#kept.id;
  }

  get lease(): Lease {
    return this.#kept.lease;
  }

  /** The limiter object of its client's address. */
  get address(): string {
    return this.#kept.lease.limiter;
  }

  get openedMs(): number {
    return this.#kept.openedMs;
  }

  get place(): Place | null {
    return this.#kept.place;
  }

  set place(place: Place | null) {
    this.#kept.place = place;
    this.#keep();
  }

  get isGone(): boolean {
    return this.#kept.isGone;
  }

  /** Time of the client's last message. */
  get heardMs(): number {
    return Math.max(this.#heardMs, this.#answeredMs());
  }

  heard(nowMs: number): void {
    this.#heardMs = nowMs;
    this.#window.heard(nowMs);
    if (nowMs - this.#kept.heardMs < HEARD_STEP_MS) return;
    this.#kept.heardMs = nowMs;
    this.#keep();
  }

  /** Whether the queue is so full that only the news that somebody has gone may still be added. */
  get isBehind(): boolean {
    return this.#outbox.isHalfFull;
  }

  /** Queues a message. Returns whether there was room; a peer that sends too much may fill only half of it. */
  push(message: Outgoing, isExcess: boolean): boolean {
    if (this.isGone) return true;
    return !(isExcess && this.#outbox.isHalfFull) && this.#outbox.push(message);
  }

  /** Hands over the messages that may be sent. Returns whether something still waits. */
  pump(nowMs: number): boolean {
    while (!this.#outbox.isEmpty) {
      const waiting = this.#outbox.pop(this.#may(nowMs));
      if (!waiting) return true;
      this.#send(waiting);
    }
    return false;
  }

  /** The kinds of messages that may be handed over. */
  #may(nowMs: number): { lossy: boolean; reliable: boolean } {
    let open = this.#window.open(nowMs);
    if (!open.lossy || !open.reliable) {
      this.#window.heard(this.#answeredMs());
      open = this.#window.open(nowMs);
    }
    // Runtimes before November 2026 do not report how much they hold; the window alone decides there.
    const held: number | undefined = this.#ws.bufferedAmount;
    return {
      lossy: open.lossy && (held ?? 0) < LOSSY_WINDOW_BYTES,
      reliable: open.reliable && (held ?? 0) < RELIABLE_WINDOW_BYTES,
    };
  }

  /** Sends the queue, then closes. */
  close(code: CloseCode): void {
    for (let waiting = this.#popAny(); waiting; waiting = this.#popAny()) this.#send(waiting);
    this.#end(code, reasonOf(code));
  }

  /** Closes without sending the queue: that would only make a slow receiver slower. */
  closeEmpty(code: CloseCode): void {
    this.#outbox.clear();
    this.#end(code, reasonOf(code));
  }

  /** Closes a socket that has been silent for too long; its client may reconnect. */
  closeAsSilent(): void {
    this.#outbox.clear();
    this.#end(GOING_AWAY, 'nothing was heard for too long');
  }

  /** Records that the socket is closed already. */
  forget(): void {
    this.#outbox.clear();
    this.#kept.isGone = true;
  }

  #popAny(): Waiting | undefined {
    return this.#outbox.pop({ lossy: true, reliable: true });
  }

  #send({ data, isLossy }: Waiting): void {
    try {
      this.#ws.send(data);
      this.#window.sent(data.length, isLossy);
    } catch {
      // It has closed meanwhile; the room will be told.
      this.#outbox.clear();
    }
  }

  #end(code: number, reason: string): void {
    if (this.isGone) return;
    this.#kept.isGone = true;
    this.#keep();
    try {
      this.#ws.close(code, reason);
    } catch {
      // It has closed meanwhile.
    }
  }

  #keep(): void {
    this.#ws.serializeAttachment(this.#kept);
  }
}
