// The network between a phone and the game's UDP port, with a switch in it.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/**
 * Opens a port in front of the one that a join link's fragment names.
 * @param {string} link
 */
export async function udpTo(link) {
  const url = new URL(link);
  const fragment = new URLSearchParams(url.hash.slice(1));
  const [host = '', port = ''] = (fragment.get('h') ?? '').split(',')[0]?.split(':') ?? [];
  let isCut = false;
  let longestCheck = 0;
  const front = createSocket('udp4');
  /** @type {Map<number, import('node:dgram').Socket>} by the port of the phone */
  const behind = new Map();
  front.on('message', (packet, from) => {
    if (isCut) return;
    // A binding request of STUN.
    if (packet.readUInt16BE(0) === 1) longestCheck = Math.max(longestCheck, packet.length);
    let socket = behind.get(from.port);
    if (!socket) {
      socket = createSocket('udp4');
      socket.on('message', (answer) => isCut || front.send(answer, from.port, from.address));
      behind.set(from.port, socket);
    }
    socket.send(packet, Number(port), host);
  });
  front.bind(0, '127.0.0.1');
  await once(front, 'listening');
  const others = [...fragment].filter(([name]) => name !== 'h').map((member) => member.join('='));
  const address = `127.0.0.1:${front.address().port}`;
  url.hash = [`h=${address}`, ...others].join('&');
  return {
    /** The address for phones … */
    address,
    /** … instead of the game. */
    hides: `${host}:${port}`,
    /** The link, through this network. */
    url: url.href,
    /** Bytes of the longest connectivity check that has passed. */
    longestCheck: () => longestCheck,
    cut: () => void (isCut = true),
    mend: () => void (isCut = false),
    close() {
      front.close();
      behind.forEach((socket) => socket.close());
    },
  };
}
