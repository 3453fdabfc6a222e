/** Traffic from the members of a room: commands are carried out, game data is forwarded unread. */

import { CLOSE, type CloseCode } from '../protocol/close';
import { isSameJson } from '../protocol/json';
import { ALL_PEERS, FIRST_RELIABLE_KIND, MAX_HOST_PAYLOAD, MAX_PEER_PAYLOAD } from '../protocol/limits';
import { type ClientText, isTooLong, parseClientText } from '../protocol/texts';
import { hashToken } from '../protocol/tokens';
import type { Verdict } from './bucket';
import type { FreshToken } from './join';
import type { Output, Place, SocketId } from './lanes';
import { type Outgoing, streamOf } from './outbox';
import { type Room, tell } from './room';

/** Handles a text frame from a welcomed socket; from any other it is ignored. */
export function text(
  room: Room,
  socket: SocketId,
  said: string,
  fresh: FreshToken,
  nowMs: number,
  out: Output[],
): void {
  const place = room.placeOf(socket);
  if (!place) return;
  if (isTooLong(said)) return room.expel(socket, CLOSE.tooBig, nowMs, out);
  const verdict = place.member === 'host' ? room.hostTexts.count(nowMs) : judge(room, place, nowMs);
  if (verdict === 'flood') return room.expel(socket, CLOSE.tooManyMessages, nowMs, out);
  const parsed = parseClientText(said);
  if (parsed.type === 'ping') {
    out.push({ do: 'send', to: socket, message: { stream: null, data: 'pong' }, culprit: null });
  } else if (parsed.type === 'not_json' || place.lane === 1) {
    room.expel(socket, CLOSE.badData, nowMs, out);
  } else if (place.member === 'host') {
    if (verdict === 'over') refuse(socket, out);
    else command(room, socket, parsed, fresh, nowMs, out);
  } else {
    request(room, socket, place.member, parsed, nowMs, out);
  }
}

/** Handles the host's commands. One that would change nothing is ignored, and costs none of its allowance. */
function command(
  room: Room,
  host: SocketId,
  parsed: ClientText,
  fresh: FreshToken,
  nowMs: number,
  out: Output[],
): void {
  switch (parsed.type) {
    case 'kick':
      if (!room.seats[parsed.slot]) return;
      return room.commands.take(nowMs) ? room.kick(parsed.slot, nowMs, out) : refuse(host, out);
    case 'lock':
      if (room.locked === parsed.locked) return;
      if (!room.commands.take(nowMs)) return refuse(host, out);
      room.locked = parsed.locked;
      room.isChanged = true;
      return;
    case 'invite':
      return invite(room, host, parsed.slot, fresh, nowMs, out);
    case 'direct':
      if (isSameJson(room.direct, parsed.direct)) return;
      if (!room.commands.take(nowMs)) return refuse(host, out);
      room.direct = parsed.direct;
      room.isChanged = true;
      return room.tellPeers({ type: 'direct', direct: parsed.direct }, out);
    default:
      return complain(host, parsed, out);
  }
}

/** Handles a peer's request. */
function request(room: Room, peer: SocketId, slot: number, parsed: ClientText, nowMs: number, out: Output[]): void {
  switch (parsed.type) {
    case 'rename': {
      const seat = room.seats[slot];
      const name = room.nameFor(slot, parsed.name);
      if (!seat || seat.name === name) return;
      if (!seat.renames.take(nowMs)) return refuse(peer, out);
      seat.name = name;
      room.isChanged = true;
      // If the host's queue has no room for this, the renamed phone is to blame.
      return room.tellHost({ type: 'peer_renamed', slot, name: seat.name }, peer, out);
    }
    case 'leave':
      return room.vacate(slot, 'closed', CLOSE.normal, out);
    default:
      return complain(peer, parsed, out);
  }
}

/** Reports that the sender has used up an allowance; nothing else happens. */
function refuse(socket: SocketId, out: Output[]): void {
  tell(socket, { type: 'error', error: 'rate_limited' }, out);
}

/** The other side's commands are not valid types on this side. */
function complain(socket: SocketId, { type }: ClientText, out: Output[]): void {
  const isBad = type === 'hello' || type === 'bad_hello' || type === 'bad_message';
  tell(socket, { type: 'error', error: isBad ? 'bad_message' : 'unknown_type' }, out);
}

/** Creates an invitation to a seat for the host; it replaces an older one. */
function invite(room: Room, host: SocketId, slot: number, fresh: FreshToken, nowMs: number, out: Output[]): void {
  const seat = room.seats[slot];
  if (!seat) return tell(host, { type: 'error', error: 'no_such_seat' }, out);
  if (!room.invitations.take(nowMs)) return refuse(host, out);
  const invitation = fresh();
  seat.invitation = hashToken(invitation);
  room.promise();
  tell(host, { type: 'invitation', slot, seat: invitation }, out);
}

/** Handles a binary frame from a welcomed socket; from any other it is ignored. */
export function frame(room: Room, socket: SocketId, bytes: Uint8Array, nowMs: number, out: Output[]): void {
  const place = room.placeOf(socket);
  if (!place) return;
  const before = out.length;
  const offence =
    place.member === 'host'
      ? frameFromHost(room, place, bytes, out)
      : frameFromPeer(room, socket, place.member, place, bytes, nowMs, out);
  if (offence !== null) room.expel(socket, offence, nowMs, out);
  else if (out.length === before) room.droppedFrames += 1;
}

/** Forwards `payload` to the host as `slot ∥ payload`. Returns the reason for expelling the peer, if any. */
function frameFromPeer(
  room: Room,
  socket: SocketId,
  slot: number,
  place: Place,
  payload: Uint8Array,
  nowMs: number,
  out: Output[],
): CloseCode | null {
  if (payload.length > MAX_PEER_PAYLOAD) return CLOSE.tooBig;
  const verdict = judge(room, place, nowMs);
  if (verdict === 'flood') return CLOSE.tooManyMessages;
  const kind = payload[0];
  if (kind === undefined) return null;
  if (isMisplaced(kind, place)) return CLOSE.badData;
  const isOver = verdict === 'over';
  if (!room.host || (isOver && kind < FIRST_RELIABLE_KIND)) return null;
  const bytes = new Uint8Array(1 + payload.length);
  bytes[0] = slot;
  bytes.set(payload, 1);
  room.host.send(gameData(slot, place.lane, kind, bytes), isOver ? socket : null, out);
  return null;
}

/** Forwards `slot ∥ payload` as `payload` to that peer, or to all. Returns the reason for expelling the host, if any. */
function frameFromHost(room: Room, place: Place, bytes: Uint8Array, out: Output[]): CloseCode | null {
  if (bytes.length > 1 + MAX_HOST_PAYLOAD) return CLOSE.tooBig;
  const [to, kind] = bytes;
  if (kind === undefined) return null;
  if (isMisplaced(kind, place)) return CLOSE.badData;
  const message = gameData(ALL_PEERS, place.lane, kind, bytes.subarray(1));
  for (const [slot, seat] of room.takenSeats()) {
    if (to === ALL_PEERS || to === slot) seat.lanes?.send(message, null, out);
  }
  return null;
}

/** Frames of the host have no rate limit: it can only harm its own room, and every queue there is bounded. */
function judge(room: Room, { member, lane }: Place, nowMs: number): Verdict {
  const seat = member === 'host' ? null : room.seats[member];
  return seat?.limiters[lane].count(nowMs) ?? 'fine';
}

/** Only lossy frames may use the second lane. */
function isMisplaced(kind: number, { lane }: Place): boolean {
  return lane === 1 && kind >= FIRST_RELIABLE_KIND;
}

function gameData(sender: number, lane: number, kind: number, data: Uint8Array): Outgoing {
  return { stream: kind < FIRST_RELIABLE_KIND ? streamOf(sender, lane, kind) : null, data };
}
