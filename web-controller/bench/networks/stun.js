// A STUN server of the least kind (RFC 8489): it tells every sender of a binding request the address that it sees, over UDP and
// IPv4. `node stun.js ADDRESS:PORT` prints a line once it listens.

import { createSocket } from 'node:dgram';

const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const XOR_MAPPED_ADDRESS = 0x0020;
const MAGIC_COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
const IPV4 = 1;

/** Returns the answer to a packet, or null if it is no binding request. @param {Buffer} packet @param {{ address: string, port: number }} from */
export function answerTo(packet, { address, port }) {
  if (packet.length < HEADER_BYTES || packet.readUInt16BE(0) !== BINDING_REQUEST) return null;
  if (packet.readUInt32BE(4) !== MAGIC_COOKIE) return null;
  const answer = Buffer.alloc(HEADER_BYTES + 12);
  answer.writeUInt16BE(BINDING_SUCCESS, 0);
  answer.writeUInt16BE(12, 2);
  // The cookie and the transaction's number.
  packet.copy(answer, 4, 4, HEADER_BYTES);
  answer.writeUInt16BE(XOR_MAPPED_ADDRESS, 20);
  answer.writeUInt16BE(8, 22);
  answer.writeUInt8(IPV4, 25);
  answer.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 26);
  const bytes = Buffer.from(address.split('.').map(Number));
  answer.writeUInt32BE((bytes.readUInt32BE() ^ MAGIC_COOKIE) >>> 0, 28);
  return answer;
}

const [host = '', port] = (process.argv[2] ?? '').split(':');
const socket = createSocket('udp4');
socket.on('message', (packet, from) => {
  const answer = answerTo(packet, from);
  if (answer) socket.send(answer, from.port, from.address);
});
socket.bind(Number(port), host, () => console.log('listening'));
