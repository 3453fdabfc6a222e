/** Joining a room: a socket's hello is judged, and answered with a welcome or a close code. */

import { CLOSE, type CloseCode } from '../protocol/close';
import { isSameJson } from '../protocol/json';
import { cleanName } from '../protocol/names';
import type { Hello, LaneNumber, RelayText } from '../protocol/texts';
import { hashToken, matchesHash } from '../protocol/tokens';
import { Lanes, type Output, type SocketId } from './lanes';
import { newSeat, type Seat } from './record';
import { type Room, tell } from './room';

/** The seat of a peer, with the data that only its welcome contains: the room itself remembers no token. */
interface Sitting {
  slot: number;
  token: string;
  resumed: boolean;
  /** The seat's name, where the one in the hello did not count. */
  name?: string;
}

/** Draws a token; called only when one is needed. */
export type FreshToken = () => string;

/** A socket that sends its hello. */
export interface Joining {
  socket: SocketId;
  /** The limiter object of its address. */
  address: string;
  /** Whether the host's queue is half full: it is then the joining phone that is closed, not the host. */
  isHostBehind: boolean;
}

/** Handles a socket's hello: welcomes or closes it. Returns the code it is closed with. */
export function join(
  room: Room,
  joining: Joining,
  hello: Hello,
  fresh: FreshToken,
  nowMs: number,
  out: Output[],
): CloseCode | null {
  const refusal = room.tick(nowMs, out) ? admit(room, joining, hello, fresh, nowMs, out) : CLOSE.roomClosed;
  if (refusal !== null) out.push({ do: 'close', socket: joining.socket, code: refusal });
  return refusal;
}

function admit(
  room: Room,
  joining: Joining,
  hello: Hello,
  fresh: FreshToken,
  nowMs: number,
  out: Output[],
): CloseCode | null {
  if (hello.lane === 1) return joinSecondLane(room, joining.socket, hello, out);
  return hello.role === 'host'
    ? joinAsHost(room, joining, hello, out)
    : joinAsPeer(room, joining, hello, fresh, nowMs, out);
}

function joinAsHost(
  room: Room,
  { socket, address }: Joining,
  hello: Extract<Hello, { role: 'host' }>,
  out: Output[],
): CloseCode | null {
  if (!matchesHash(room.hostToken, hello.token)) return CLOSE.wrongToken;
  const isDirectNew = !isSameJson(room.direct, hello.direct);
  room.isChanged ||= !room.host || isDirectNew;
  room.host?.close(CLOSE.replaced, out);
  room.host = new Lanes(socket, address);
  room.direct = hello.direct;
  tell(socket, hostWelcome(room, 0), out);
  room.tellPeers({ type: 'host_joined' }, out);
  if (room.direct !== undefined && isDirectNew) room.tellPeers({ type: 'direct', direct: room.direct }, out);
  return null;
}

function joinAsPeer(
  room: Room,
  joining: Joining,
  hello: Extract<Hello, { role: 'peer' }>,
  fresh: FreshToken,
  nowMs: number,
  out: Output[],
): CloseCode | null {
  const [wish, { socket }] = [hello.name, joining];
  const sitting =
    hello.seat === undefined
      ? takeSeat(room, joining, wish, fresh, nowMs)
      : returnToSeat(room, joining, wish, hello.seat, fresh, out);
  if (typeof sitting === 'number') return sitting;
  const { slot, resumed } = sitting;
  room.adaptPace(slot, out);
  tell(socket, peerWelcome(room, sitting, 0), out);
  room.tellHost({ type: 'peer_joined', slot, name: room.seats[slot]?.name ?? '', resumed }, null, out);
  return null;
}

/** Takes the lowest free slot. */
function takeSeat(
  room: Room,
  { socket, address, isHostBehind }: Joining,
  wish: string,
  fresh: FreshToken,
  nowMs: number,
): Sitting | CloseCode {
  if (room.kicked.refuses(address, room.isShared(address), nowMs)) return CLOSE.kicked;
  if (room.locked) return CLOSE.roomLocked;
  const slot = room.seats.findIndex((seat, index) => !seat && index < room.maxPeers);
  if (slot < 0) return CLOSE.roomFull;
  if (isHostBehind || !room.newSeats.take(nowMs)) return CLOSE.tooManyMessages;
  room.kicked.letIn(address, nowMs);
  const token = fresh();
  room.seats[slot] = newSeat(hashToken(token), room.nameFor(slot, wish), new Lanes(socket, address), nowMs);
  room.promise();
  return { slot, token, resumed: false };
}

/**
 * Puts a socket into the seat that a token opens. One whose token opens none is refused, and not given a new seat: its phone
 * may have another token, and only it can tell which it prefers.
 */
function returnToSeat(
  room: Room,
  joining: Joining,
  wish: string,
  token: string,
  fresh: FreshToken,
  out: Output[],
): Sitting | CloseCode {
  const own = room.takenSeats().find(([, seat]) => matchesHash(seat.token, token));
  const invited = own
    ? undefined
    : room.takenSeats().find(([, { invitation }]) => invitation !== null && matchesHash(invitation, token));
  const [slot, seat] = own ?? invited ?? [];
  if (slot === undefined || !seat) return CLOSE.wrongToken;
  if (joining.isHostBehind) return CLOSE.tooManyMessages;
  if (own) {
    const newName = cleanName(wish) ? room.nameFor(slot, wish) : seat.name;
    room.isChanged ||= !seat.lanes || seat.name !== newName || seat.address !== joining.address;
    seat.name = newName;
    sitDown(seat, joining, out);
    return { slot, token, resumed: true };
  }
  // From now on only the fresh token opens that seat.
  const renewed = fresh();
  [seat.token, seat.invitation] = [hashToken(renewed), null];
  sitDown(seat, joining, out);
  room.promise();
  return { slot, token: renewed, resumed: true, name: seat.name };
}

/** Gives the seat to a socket; those of another phone, or of another page, are closed. */
function sitDown(seat: Seat, { socket, address }: Joining, out: Output[]): void {
  seat.lanes?.close(CLOSE.replaced, out);
  [seat.lanes, seat.address] = [new Lanes(socket, address), address];
}

/** Gives a client that is already in the room its second lane. Nobody else is told. */
function joinSecondLane(room: Room, socket: SocketId, hello: Hello, out: Output[]): CloseCode | null {
  let lanes: Lanes | null;
  let welcome: RelayText;
  if (hello.role === 'host') {
    if (!matchesHash(room.hostToken, hello.token)) return CLOSE.wrongToken;
    [lanes, welcome] = [room.host, hostWelcome(room, 1)];
  } else {
    const token = hello.seat;
    const found =
      token === undefined ? undefined : room.takenSeats().find(([, seat]) => matchesHash(seat.token, token));
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
  return {
    type: 'welcome',
    role: 'peer',
    slot,
    seat: token,
    resumed,
    name,
    hostConnected,
    maxHz,
    room: room.info(),
    direct,
    lane: lane || undefined,
  };
}
