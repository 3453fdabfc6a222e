/** Client addresses for the limits: an IPv4 address, or all of an IPv6 /64, because a single customer has that many. */

const V4 = /^\d{1,3}(\.\d{1,3}){3}$/;
/** An IPv4 address in IPv6 notation. */
const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/** Returns the network of an address; all texts that are not an address share one. */
export function networkOf(address: string | null): string {
  const text = address?.trim() ?? '';
  if (V4.test(text)) return text;
  const mapped = MAPPED.exec(text)?.[1];
  if (mapped !== undefined) return mapped;
  const groups = groupsOf(text);
  return groups ? `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64` : 'unknown';
}

/** The eight groups of an IPv6 address, each without leading zeros. */
function groupsOf(text: string): string[] | null {
  const [left = '', right, more] = text.split('::');
  if (!text.includes(':') || more !== undefined) return null;
  const parts = (side: string | undefined) => (side ? side.split(':') : []);
  const [before, after] = [parts(left), parts(right)];
  const missing = GROUPS - before.length - after.length;
  if (right === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  // The last 64 bits may be written as an IPv4 address; they do not count anyway.
  const network = groups.slice(0, NETWORK_GROUPS);
  return network.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    : null;
}
