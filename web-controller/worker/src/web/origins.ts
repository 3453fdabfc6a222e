/** Pages that may use the relay: its own, and those that the operator has approved; clients that are not pages are let in. */

export type OriginVerdict = 'own' | 'agreed' | 'foreign';

/** Lets any origin in. */
const ANY = '*';

/** Judges a request. Browsers always send `Origin` where it matters here; others need not. `host` is the host addressed. */
export function judgeOrigin(
  origin: string | null,
  fetchSite: string | null,
  host: string,
  agreed: readonly string[],
): OriginVerdict {
  const agreesToAny = agreed.includes(ANY);
  if (origin === null) {
    // A page gets nothing by naming one of our addresses as, say, an image, for which browsers send no origin; but it
    // could use up its readers' allowances.
    const isElsewhere = fetchSite === 'cross-site' || fetchSite === 'same-site';
    return isElsewhere && !agreesToAny ? 'foreign' : 'own';
  }
  if (isSameOrigin(origin, host)) return 'own';
  return agreesToAny || agreed.some((one) => one.toLowerCase() === origin.toLowerCase()) ? 'agreed' : 'foreign';
}

/** The scheme does not count: a proxy may have terminated TLS. */
function isSameOrigin(origin: string, host: string): boolean {
  const page = parseUrl(origin);
  if (!page || (page.protocol !== 'https:' && page.protocol !== 'http:') || page.origin !== origin.toLowerCase())
    return false;
  return page.host === parseUrl(`${page.protocol}//${host}`)?.host;
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
