/** Rooms over HTTP: opened, looked up, joined by a socket. */

import { type Env, hubOf, type Limiter, type RoomHost } from '../env';
import { CodeCache } from '../hub/cache';
import { SOCKET_RETRY_MS } from '../limiter/guard';
import { networkOf } from '../limiter/network';
import { parseCreateRoom } from '../protocol/bodies';
import { CLOSE, type CloseCode, reasonOf } from '../protocol/close';
import { parseCode } from '../protocol/codes';
import { MAX_BODY_BYTES } from '../protocol/limits';
import { hashToken, randomToken } from '../protocol/tokens';
import { HEADERS } from '../room/object';
import { failure, json, limited } from './answers';

/** `POST /api/rooms` */
export async function openRoom(env: Env, request: Request): Promise<Response> {
  const waitMs = await limiterOf(env, request).openRoom();
  if (waitMs > 0) return limited(waitMs);
  const body = await readBody(request);
  if (body === null) return failure('too_large');
  const maxPeers = parseCreateRoom(body);
  if (maxPeers === null) return failure('bad_request');
  // The platform places an object near where it is first requested, which is here, near the player.
  const id = env.ROOM.newUniqueId();
  const code = await hubOf(env).claim(id.toString());
  if (code === null) return failure('no_room_code');
  const hostToken = randomToken();
  try {
    const room = await env.ROOM.get(id).open(code, hashToken(hostToken), maxPeers);
    return json(201, { room, hostToken });
  } catch (error) {
    await hubOf(env).release(code, id.toString());
    throw error;
  }
}

/** `GET /api/rooms/{code}` */
export async function lookUp(env: Env, request: Request, text: string): Promise<Response> {
  const limiter = limiterOf(env, request);
  const waitMs = await limiter.lookUp();
  if (waitMs > 0) return limited(waitMs);
  const code = parseCode(text);
  if (code === null) return failure('bad_request');
  const room = await atRoom(env, code, (object) => object.info(code));
  if (room) return json(200, { room });
  await limiter.missed();
  return failure('room_not_found');
}

/** Codes that this Worker has seen lately. */
const rooms = new CodeCache();

type RoomStub = DurableObjectStub<RoomHost>;

/** Asks the room object with this code. Returns `null` if there is none, or if it returns `null` because its room has ended. */
async function atRoom<T>(env: Env, code: string, ask: (object: RoomStub) => Promise<T | null>): Promise<T | null> {
  const askRoom = (id: string) => ask(env.ROOM.get(env.ROOM.idFromString(id)));
  const remembered = rooms.find(code, Date.now());
  const answer = remembered === null ? null : await askRoom(remembered);
  if (answer !== null) return answer;
  // That room may have ended, and another may have its code.
  rooms.forget(code);
  const id = await hubOf(env).find(code);
  if (id === null || id === remembered) return null;
  const found = await askRoom(id);
  if (found !== null) rooms.remember(code, id, Date.now());
  return found;
}

/**
 * `GET /api/rooms/{code}/ws`: every upgrade is accepted, even to a room that cannot exist, because a browser can read a close
 * code, but no refused upgrade; only a client that has exceeded a limit is turned away. A request that is not an upgrade gets
 * the same refusal: the page finds out in that way why it gets no socket.
 */
export async function joinRoom(env: Env, request: Request, text: string): Promise<Response> {
  const limiter = limiterOf(env, request);
  const waitMs = await limiter.lookUp();
  if (waitMs > 0) return limited(waitMs);
  if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket')
    return (await limiter.isFull()) ? limited(SOCKET_RETRY_MS) : failure('bad_request');
  const code = parseCode(text);
  if (code === null) return closed(CLOSE.noSuchRoom);
  const answer = await atRoom(env, code, (room) => upgrade(limiter, code, room));
  if (answer) return answer;
  await limiter.missed();
  return closed(CLOSE.noSuchRoom);
}

/** Opens a socket in a room object. Returns `null` if it is no longer a room. */
async function upgrade(limiter: DurableObjectStub<Limiter>, code: string, room: RoomStub): Promise<Response | null> {
  const lease = crypto.randomUUID();
  const waitMs = await limiter.hold(lease, room.id.toString());
  if (waitMs > 0) return limited(waitMs);
  // Nothing of the client's own request is passed on: it could name another address.
  const headers = {
    upgrade: 'websocket',
    [HEADERS.code]: code,
    [HEADERS.limiter]: limiter.id.toString(),
    [HEADERS.lease]: lease,
  };
  const answer = await room.fetch('https://room/', { headers }).catch(() => null);
  if (answer?.webSocket) return new Response(null, { status: 101, webSocket: answer.webSocket });
  await limiter.release(lease);
  if (answer === null) return failure('internal');
  return answer.status === 404 ? null : limited(SOCKET_RETRY_MS);
}

/** Opens a socket and closes it at once, for the sake of the code. */
function closed(code: CloseCode): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(code, reasonOf(code));
  return new Response(null, { status: 101, webSocket: client });
}

/** Returns the limiter object of the client's address, which Cloudflare names in a header that no client can set. */
function limiterOf(env: Env, request: Request): DurableObjectStub<Limiter> {
  return env.LIMITER.get(env.LIMITER.idFromName(networkOf(request.headers.get('cf-connecting-ip'))));
}

/** Returns the body as text, or `null` if it is too long; no more of it is read than it takes to tell. */
async function readBody(request: Request): Promise<string | null> {
  const reader = request.body?.getReader();
  const bytes: number[] = [];
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    if (bytes.length + part.value.length > MAX_BODY_BYTES) {
      await reader?.cancel();
      return null;
    }
    bytes.push(...part.value);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
