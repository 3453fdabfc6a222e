/**
 * The Room object: one room with its sockets. Its essential state is in storage or attached to the sockets, so that it can be
 * taken out of memory between any two events.
 */

import { DurableObject } from 'cloudflare:workers';

import { type Env, hubOf, type Limiter, type RoomHost } from '../env';
import type { RoomInfo } from '../protocol/bodies';
import { CLOSE } from '../protocol/close';
import { HELLO_WITHIN_MS, MAX_NEWCOMERS, SILENCE_MS } from '../protocol/limits';
import { isTooLong, type PeerLeftReason, parseClientText } from '../protocol/texts';
import { randomToken } from '../protocol/tokens';
import { SaveTimer, StoredRecord } from '../storage';
import { join } from './join';
import type { Output, SocketId } from './lanes';
import { newcomerToReplace } from './newcomers';
import { newRecord, type RoomRecord } from './record';
import { FIRST_HZ, Room } from './room';
import { RoomSocket } from './socket';
import { frame, text } from './traffic';

/** First and longest interval for retrying slow sockets: nothing reports when they can take more. */
const FIRST_LOOK_MS = 5;
const LAST_LOOK_MS = 80;
/** Headers in which the Worker passes its findings about a client to the room. */
export const HEADERS = { code: 'x-room-code', limiter: 'x-limiter', lease: 'x-lease' } as const;

export class RoomObject extends DurableObject<Env> implements RoomHost {
  readonly #record: StoredRecord<RoomRecord>;
  readonly #saves = new SaveTimer(() => this.#save(Date.now()));
  #room: Room | null = null;
  readonly #sockets = new Map<SocketId, RoomSocket>();
  readonly #byWebSocket = new Map<WebSocket, RoomSocket>();
  /** Work to be done before anything else. */
  readonly #unsaid: Output[] = [];
  #lastSocket: SocketId = 0;
  #alarmMs = Infinity;
  #isLooking = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
    this.#record = new StoredRecord(ctx.storage);
    this.#restore();
    // The other operations must know whether an alarm is set: each costs a write.
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmMs = (await ctx.storage.getAlarm()) ?? Infinity;
    });
  }

  #restore(): void {
    for (const ws of this.ctx.getWebSockets()) {
      const socket = RoomSocket.restore(this.ctx, ws);
      if (socket) this.#add(ws, socket);
    }
    const record = this.#record.load();
    if (!record) return;
    const sockets = this.#open().flatMap(({ id, place, address }) => (place ? [[id, place, address] as const] : []));
    this.#room = new Room(record, sockets, Date.now());
    this.#room.announceLost(this.#unsaid);
  }

  #add(ws: WebSocket, socket: RoomSocket): void {
    this.#lastSocket = Math.max(this.#lastSocket, socket.id);
    this.#sockets.set(socket.id, socket);
    this.#byWebSocket.set(ws, socket);
  }

  /** The sockets that the room has not finished with. */
  #open(): RoomSocket[] {
    return [...this.#sockets.values()].filter((socket) => !socket.isGone);
  }

  /** Opens the room under the code that the hub has assigned. */
  async open(code: string, hostToken: string, maxPeers: number): Promise<RoomInfo> {
    if (this.#room) throw new Error('the room is open already');
    const nowMs = Date.now();
    const room = new Room(newRecord(code, hostToken, maxPeers, FIRST_HZ, nowMs), [], nowMs);
    this.#room = room;
    room.promise();
    await this.#carryOut([], nowMs);
    return room.info();
  }

  /** Returns the public description of the room, or `null` if it has ended or never existed. */
  async info(code: string): Promise<RoomInfo | null> {
    return (await this.#live(code))?.info() ?? null;
  }

  /** The names under which the sockets here are counted elsewhere. */
  leases(): string[] {
    return this.#open().map(({ lease }) => lease.id);
  }

  /** Returns the room if it lives, as of now. */
  async #live(code: string): Promise<Room | null> {
    const room = this.#room;
    if (!room || room.code !== code) return null;
    const [nowMs, out] = [Date.now(), [] as Output[]];
    const isLive = room.tick(nowMs, out);
    await this.#carryOut(out, nowMs);
    return isLive ? room : null;
  }

  /** Accepts a socket. Returns `404` if the room no longer exists, `429` if there are too many newcomers. */
  override async fetch(request: Request): Promise<Response> {
    const header = (name: string) => request.headers.get(name) ?? '';
    if (!(await this.#live(header(HEADERS.code)))) return new Response(null, { status: 404 });
    const lease = { limiter: header(HEADERS.limiter), id: header(HEADERS.lease) };
    if (!this.#makeWay(lease.limiter)) return new Response(null, { status: 429 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    this.#add(server, RoomSocket.open(this.ctx, server, this.#lastSocket + 1, lease, Date.now()));
    await this.#schedule();
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Returns whether there is a place for one more newcomer, after another has made way if necessary. */
  #makeWay(address: string): boolean {
    const newcomers = this.#open().filter(({ place }) => !place);
    if (newcomers.length < MAX_NEWCOMERS) return true;
    const replaced = newcomerToReplace(newcomers, address);
    replaced?.close(CLOSE.noHello);
    return replaced !== null;
  }

  override async webSocketMessage(ws: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const [socket, room, nowMs, out] = [this.#byWebSocket.get(ws), this.#room, Date.now(), [] as Output[]];
    if (!socket || socket.isGone || !room) return;
    socket.heard(nowMs);
    if (!socket.place) this.#hello(room, socket, message, nowMs, out);
    else if (typeof message === 'string') text(room, socket.id, message, randomToken, nowMs, out);
    else frame(room, socket.id, new Uint8Array(message), nowMs, out);
    await this.#carryOut(out, nowMs, typeof message === 'string');
  }

  /** Handles the first frame of a socket. */
  #hello(room: Room, socket: RoomSocket, message: string | ArrayBuffer, nowMs: number, out: Output[]): void {
    const close = (code: (typeof CLOSE)[keyof typeof CLOSE]) => void out.push({ do: 'close', socket: socket.id, code });
    if (typeof message !== 'string') return close(CLOSE.badData);
    if (isTooLong(message)) return close(CLOSE.tooBig);
    const parsed = parseClientText(message);
    if (parsed.type === 'ping')
      return void out.push({ do: 'send', to: socket.id, message: { stream: null, data: 'pong' }, culprit: null });
    if (parsed.type === 'not_json') return close(CLOSE.badData);
    if (parsed.type !== 'hello') return close(CLOSE.badHello);
    const { address } = socket;
    const isHostBehind = room.host !== null && (this.#sockets.get(room.host.main)?.isBehind ?? false);
    const refusal = join(room, { socket: socket.id, address, isHostBehind }, parsed.hello, randomToken, nowMs, out);
    // Guessing a token costs as much as guessing a code.
    if (refusal === CLOSE.wrongToken) this.#tellLimiter(address, (limiter) => limiter.missed());
    const place = room.placeOf(socket.id);
    if (place) socket.place = place;
  }

  override async webSocketClose(ws: WebSocket): Promise<void> {
    await this.#gone(ws);
  }

  override async webSocketError(ws: WebSocket): Promise<void> {
    await this.#gone(ws);
  }

  async #gone(ws: WebSocket): Promise<void> {
    // A socket that closes while the room is out of memory is no longer among the room's sockets when it is back.
    const socket = this.#byWebSocket.get(ws) ?? RoomSocket.restore(this.ctx, ws);
    if (!socket) return;
    this.#byWebSocket.delete(ws);
    this.#sockets.delete(socket.id);
    this.#tellLimiter(socket.address, (limiter) => limiter.release(socket.lease.id));
    const [nowMs, out] = [Date.now(), [] as Output[]];
    if (!socket.isGone) this.#room?.gone(socket.id, 'closed', nowMs, out);
    socket.forget();
    await this.#carryOut(out, nowMs);
  }

  /** Reports to a client address's limiter object. Should that fail, lost sockets are found out when it matters. */
  #tellLimiter(id: string, what: (limiter: DurableObjectStub<Limiter>) => Promise<void>): void {
    const { LIMITER } = this.env;
    this.ctx.waitUntil(what(LIMITER.get(LIMITER.idFromString(id))).catch(() => {}));
  }

  override async alarm(): Promise<void> {
    this.#alarmMs = Infinity;
    const [room, nowMs, out] = [this.#room, Date.now(), [] as Output[]];
    if (!room) return;
    room.tick(nowMs, out);
    for (const socket of this.#open()) {
      if (nowMs < this.#deadlineOf(socket)) continue;
      if (!socket.place) {
        out.push({ do: 'close', socket: socket.id, code: CLOSE.noHello });
        continue;
      }
      socket.closeAsSilent();
      room.gone(socket.id, 'timeout', nowMs, out);
    }
    await this.#carryOut(out, nowMs);
  }

  /** Deadline for the socket's next sign of life. */
  #deadlineOf(socket: RoomSocket): number {
    if (!socket.place) return socket.openedMs + HELLO_WITHIN_MS;
    return socket.heardMs + SILENCE_MS;
  }

  /** Saves changes, carries out the room's requests, and makes sure that it is woken in time. */
  async #carryOut(first: Output[], nowMs: number, mayChangeDeadlines = true): Promise<void> {
    const room = this.#room;
    if (!room) return;
    let [out, hasChanged] = [[...this.#unsaid.splice(0), ...first], false];
    // Carrying out one output can cause another: a socket that is too slow is news for the others.
    do {
      hasChanged = room.isChanged || hasChanged;
      // Everything sent from now on waits until this is on disk.
      if (room.isPromised || (room.isChanged && this.#saves.mayWrite(nowMs))) this.#save(nowMs);
      const causes: Output[] = [];
      for (const output of out) this.#do(room, output, nowMs, causes);
      out = causes;
    } while (out.length > 0);
    this.#pump();
    if (room.isOver) await this.#finish(room);
    else if (mayChangeDeadlines || hasChanged) await this.#schedule();
  }

  #do(room: Room, output: Output, nowMs: number, causes: Output[]): void {
    if (output.do === 'close') return this.#sockets.get(output.socket)?.close(output.code);
    const { to, message, culprit } = output;
    const receiver = this.#sockets.get(to);
    if (!receiver || receiver.push(message, culprit !== null)) return;
    const [guilty, reason]: [SocketId, PeerLeftReason] = culprit === null ? [to, 'slow'] : [culprit, 'rate_limited'];
    if (culprit === null) receiver.closeEmpty(CLOSE.tooSlow);
    else this.#sockets.get(culprit)?.close(CLOSE.tooManyMessages);
    room.gone(guilty, reason, nowMs, causes);
  }

  /** Writes the room, if it lives and has changed since the last write. */
  #save(nowMs: number): void {
    if (!this.#room?.isChanged) return;
    this.#record.save(this.#room.record());
    this.#saves.wrote(nowMs);
  }

  /** Hands over as much as possible, and retries soon if something is left. While it waits, the room stays in memory. */
  #pump(lookAfterMs = FIRST_LOOK_MS): void {
    let isBehind = false;
    const nowMs = Date.now();
    for (const socket of this.#sockets.values()) isBehind = socket.pump(nowMs) || isBehind;
    if (!isBehind || this.#isLooking) return;
    this.#isLooking = true;
    setTimeout(() => {
      this.#isLooking = false;
      this.#pump(Math.min(2 * lookAfterMs, LAST_LOOK_MS));
    }, lookAfterMs);
  }

  /** Makes sure that an alarm comes when the next thing is due; one that comes too early does no harm. */
  async #schedule(): Promise<void> {
    if (!this.#room) return;
    const dueMs = Math.min(this.#room.nextTickMs(), ...this.#open().map((socket) => this.#deadlineOf(socket)));
    if (dueMs >= this.#alarmMs) return;
    this.#alarmMs = dueMs;
    await this.ctx.storage.setAlarm(dueMs);
  }

  /** Ends the room: its code is free again, and nothing of it is kept. */
  async #finish(room: Room): Promise<void> {
    this.#room = null;
    // Should this fail, the hub forgets the code by itself, only later.
    await hubOf(this.env)
      .release(room.code, this.ctx.id.toString())
      .catch(() => {});
    const deletion = this.ctx.storage.deleteAll();
    this.#record.deleted();
    await deletion;
  }
}
