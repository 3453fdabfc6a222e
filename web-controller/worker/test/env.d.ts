/** The bindings, as tests get them. */
declare namespace Cloudflare {
  interface Env extends Readonly<import('../src/env').Env> {}
}

/** A file as text. */
declare module '*?raw' {
  const text: string;
  export default text;
}
