/** The bindings, as tests get them. */
declare namespace Cloudflare {
  interface Env extends Readonly<import('../src/env').Env> {}
}
