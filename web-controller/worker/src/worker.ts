/** The Worker: every request that is not for a file of the page. It answers, or hands over to the objects. */

import type { Env } from './env';
import { MAX_HEAD_BYTES, MAX_HEAD_LINES } from './protocol/limits';
import { failure } from './web/answers';
import { dressed } from './web/headers';
import { judgeOrigin } from './web/origins';
import { file } from './web/page';
import { joinRoom, lookUp, openRoom } from './web/rooms';

export { HubObject } from './hub/object';
export { LimiterObject } from './limiter/object';
export { RoomObject } from './room/object';

const ROOM_PATH = /^\/api\/rooms\/([^/]+)$/;
const SOCKET_PATH = /^\/api\/rooms\/([^/]+)\/ws$/;

export default {
  async fetch(request, env): Promise<Response> {
    const url = new URL(request.url);
    let response: Response;
    try {
      response = await route(request, env, url);
    } catch (error) {
      // The client gets no details of the failure; the operator does.
      console.error('a request failed:', error instanceof Error ? error.message : 'unknown');
      response = failure('internal');
    }
    return dressed(response, url.protocol === 'https:');
  },
} satisfies ExportedHandler<Env>;

async function route(request: Request, env: Env, url: URL): Promise<Response> {
  if (isHeadTooLarge(request)) return failure('head_too_large');
  const host = request.headers.get('host') ?? url.host;
  const { pathname } = url;
  if (pathname === '/healthz') return request.method === 'GET' ? new Response('ok') : failure('method_not_allowed');
  const answer = apiRoute(pathname);
  if (!answer) return file(env, request, url, host);
  const origin = request.headers.get('origin');
  const agreed = env.ALLOW_ORIGINS.split(/\s+/).filter(Boolean);
  const verdict = judgeOrigin(origin, request.headers.get('sec-fetch-site'), host, agreed);
  if (verdict === 'foreign') return failure('forbidden_origin');
  if (verdict === 'own') return answer(env, request);
  const response = request.method === 'OPTIONS' ? new Response(null, { status: 204 }) : await answer(env, request);
  return shared(response, origin ?? '');
}

type Answer = (env: Env, request: Request) => Promise<Response>;

/** Answers a request to a path of the interface. */
function apiRoute(path: string): Answer | null {
  if (path === '/api/rooms') return withMethod('POST', openRoom);
  const [, room] = ROOM_PATH.exec(path) ?? [];
  if (room !== undefined) return withMethod('GET', (env, request) => lookUp(env, request, room));
  const [, socket] = SOCKET_PATH.exec(path) ?? [];
  if (socket !== undefined) return withMethod('GET', (env, request) => joinRoom(env, request, socket));
  return null;
}

function withMethod(method: string, answer: Answer): Answer {
  return async (env, request) => (request.method === method ? answer(env, request) : failure('method_not_allowed'));
}

/** Permits an approved page from elsewhere, for browsers. */
function shared(response: Response, origin: string): Response {
  if (response.webSocket) return response;
  const headers = new Headers(response.headers);
  headers.set('Vary', 'Origin');
  headers.set('Access-Control-Allow-Origin', origin);
  headers.set('Access-Control-Allow-Methods', 'GET, POST');
  headers.set('Access-Control-Allow-Headers', 'content-type');
  headers.set('Access-Control-Expose-Headers', 'retry-after');
  return new Response(response.body, { status: response.status, headers });
}

function isHeadTooLarge({ headers }: Request): boolean {
  const lines = [...headers];
  return (
    lines.length > MAX_HEAD_LINES ||
    lines.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0) > MAX_HEAD_BYTES
  );
}
