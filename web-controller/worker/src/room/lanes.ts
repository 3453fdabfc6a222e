/** The sockets of one client: its main one, and perhaps a second lane for lossy frames. */

import type { CloseCode } from '../protocol/close';
import type { LaneNumber } from '../protocol/texts';
import type { Outgoing } from './outbox';

/** One socket from accept to close; never given twice in a room. */
export type SocketId = number;

/** Actions that the room requests. */
export type Output =
  /**
   * Queue a message for a socket. `culprit` is the peer that caused it, if that peer is over its rate or has changed its name:
   * if the receiver's queue is then half full, this peer is closed and not the receiver.
   */
  | { do: 'send'; to: SocketId; message: Outgoing; culprit: SocketId | null }
  /** Send what is queued, then close. The room has already forgotten the socket. */
  | { do: 'close'; socket: SocketId; code: CloseCode };

/** The owner of a socket: the host, or the peer in a slot. */
export type Member = 'host' | number;

/** The place of a welcomed socket. */
export interface Place {
  member: Member;
  lane: LaneNumber;
}

/** A connected client. The second lane never outlives the main one. */
export class Lanes {
  second: SocketId | null = null;

  /** `address` is the name of the limiter object of the client's address. */
  constructor(
    readonly main: SocketId,
    readonly address: string,
  ) {}

  /** Returns the lane that `socket` is, if it is this client's. */
  laneOf(socket: SocketId): LaneNumber | null {
    if (this.main === socket) return 0;
    return this.second === socket ? 1 : null;
  }

  /** Queues a message: a lossy one on every lane, because the one that arrives first counts; others on the main one. */
  send(message: Outgoing, culprit: SocketId | null, out: Output[]): void {
    if (this.second !== null && message.stream !== null) out.push({ do: 'send', to: this.second, message, culprit });
    out.push({ do: 'send', to: this.main, message, culprit });
  }

  /** Closes both sockets. */
  close(code: CloseCode, out: Output[]): void {
    out.push({ do: 'close', socket: this.main, code });
    this.closeSecond(code, out);
  }

  closeSecond(code: CloseCode, out: Output[]): void {
    if (this.second !== null) out.push({ do: 'close', socket: this.second, code });
    this.second = null;
  }
}
