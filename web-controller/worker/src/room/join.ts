/** How a socket gets into a room: the hello is judged, and answered with a welcome or a close code. */

import { CLOSE, type CloseCode } from '../protocol/close';
import { cleanName, defaultName } from '../protocol/names';
import { hashToken, matchesHash } from '../protocol/tokens';
import type { Hello, LaneNumber, RelayText } from '../protocol/texts';
import { Lanes, type Output, type SocketId } from './lanes';
import { newSeat, type Seat } from './record';
import { tell, type Room } from './room';

/** Where a peer sits, and what only its welcome says of that: the room itself remembers no token. */
interface Sitting {
  slot: number;
  token: string;
  resumed: boolean;
  /** The seat's, where the one in the hello did not count. */
  name?: string;
}

/** Draws a token; called only where one is needed. */
export type FreshToken = () => string;

/** A socket says hello. It is welcomed or closed. */
export function join(room: Room, socket: SocketId, hello: Hello, fresh: FreshToken, nowMs: number, out: Output[]): void {
  const refusal = room.tick(nowMs, out) ? admit(room, socket, hello, fresh, nowMs, out) : CLOSE.roomClosed;
  if (refusal !== null) out.push({ do: 'close', socket, code: refusal });
}

function admit(room: Room, socket: SocketId, hello: Hello, fresh: FreshToken, nowMs: number, out: Output[]): CloseCode | null {
  if (hello.lane === 1) return joinSecondLane(room, socket, hello, out);
  return hello.role === 'host' ? joinAsHost(room, socket, hello, out) : joinAsPeer(room, socket, hello, fresh, nowMs, out);
}

function joinAsHost(room: Room, socket: SocketId, hello: Extract<Hello, { role: 'host' }>, out: Output[]): CloseCode | null {
  if (!matchesHash(room.hostToken, hello.token)) return CLOSE.wrongToken;
  room.host?.close(CLOSE.replaced, out);
  room.host = new Lanes(socket);
  room.direct = hello.direct;
  room.isChanged = true;
  tell(socket, hostWelcome(room, 0), out);
  room.tellPeers({ type: 'host_joined' }, out);
  if (room.direct !== undefined) room.tellPeers({ type: 'direct', direct: room.direct }, out);
  return null;
}

function joinAsPeer(room: Room, socket: SocketId, hello: Extract<Hello, { role: 'peer' }>, fresh: FreshToken, nowMs: number, out: Output[]): CloseCode | null {
  const name = cleanName(hello.name);
  const sitting = hello.seat === undefined ? takeSeat(room, socket, name, fresh, nowMs) : returnToSeat(room, socket, name, hello.seat, fresh, out);
  if (typeof sitting === 'number') return sitting;
  const { slot, resumed } = sitting;
  room.isChanged = true;
  room.adaptPace(slot, out);
  tell(socket, peerWelcome(room, sitting, 0), out);
  room.tellHost({ type: 'peer_joined', slot, name: room.seats[slot]?.name ?? '', resumed }, null, out);
  return null;
}

/** Takes the lowest free slot. */
function takeSeat(room: Room, socket: SocketId, name: string, fresh: FreshToken, nowMs: number): Sitting | CloseCode {
  if (room.locked) return CLOSE.roomLocked;
  const slot = room.seats.findIndex((seat, index) => !seat && index < room.maxPeers);
  if (slot < 0) return CLOSE.roomFull;
  const token = fresh();
  room.seats[slot] = newSeat(hashToken(token), null, name || defaultName(slot), new Lanes(socket), nowMs, nowMs);
  return { slot, token, resumed: false };
}

/**
 * Puts a socket into the seat that a token opens. One that opens none is refused, and not given a new seat: its phone may
 * have another token, and only it knows which it would rather have.
 */
function returnToSeat(room: Room, socket: SocketId, name: string, token: string, fresh: FreshToken, out: Output[]): Sitting | CloseCode {
  for (const [slot, seat] of room.takenSeats()) {
    if (!matchesHash(seat.token, token)) continue;
    sitDown(seat, socket, out);
    if (name) seat.name = name;
    return { slot, token, resumed: true };
  }
  for (const [slot, seat] of room.takenSeats()) {
    if (seat.invitation === null || !matchesHash(seat.invitation, token)) continue;
    // From now on only the fresh token opens that seat.
    const renewed = fresh();
    [seat.token, seat.invitation] = [hashToken(renewed), null];
    sitDown(seat, socket, out);
    return { slot, token: renewed, resumed: true, name: seat.name };
  }
  return CLOSE.wrongToken;
}

/** Gives the seat to a socket; those of another phone, or of another page, are closed. */
function sitDown(seat: Seat, socket: SocketId, out: Output[]): void {
  seat.lanes?.close(CLOSE.replaced, out);
  seat.lanes = new Lanes(socket);
}

/** Gives a client that is already in the room its second lane. Nobody else hears of it. */
function joinSecondLane(room: Room, socket: SocketId, hello: Hello, out: Output[]): CloseCode | null {
  let lanes: Lanes | null;
  let welcome: RelayText;
  if (hello.role === 'host') {
    if (!matchesHash(room.hostToken, hello.token)) return CLOSE.wrongToken;
    [lanes, welcome] = [room.host, hostWelcome(room, 1)];
  } else {
    const token = hello.seat;
    const found = token === undefined ? undefined : room.takenSeats().find(([, seat]) => matchesHash(seat.token, token));
    if (!found || token === undefined) return CLOSE.wrongToken;
    [lanes, welcome] = [found[1].lanes, peerWelcome(room, { slot: found[0], token, resumed: true }, 1)];
  }
  if (!lanes) return CLOSE.badHello;
  lanes.closeSecond(CLOSE.replaced, out);
  lanes.second = socket;
  tell(socket, welcome, out);
  return null;
}

function hostWelcome(room: Room, lane: LaneNumber): RelayText {
  const peers = room.takenSeats().map(([slot, { name, lanes }]) => ({ slot, name, connected: lanes !== null }));
  return { type: 'welcome', role: 'host', room: room.info(), peers, lane: lane || undefined };
}

function peerWelcome(room: Room, { slot, token, resumed, name }: Sitting, lane: LaneNumber): RelayText {
  const { direct, maxHz } = room;
  const hostConnected = room.host !== null;
  return { type: 'welcome', role: 'peer', slot, seat: token, resumed, name, hostConnected, maxHz, room: room.info(), direct, lane: lane || undefined };
}
