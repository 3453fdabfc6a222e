// A second real browser: headless Firefox, driven by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/).

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { WebSocket } from 'ws';

import { until } from '../browser/wait.js';

/** A browser on a busy machine takes its time to start. */
const START_MS = 60_000;
/** It contacts nobody, and nobody contacts it. */
const PREFERENCES = {
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};

/** Listens on a Unix socket, which every network namespace has in common, and passes everything on to a port. */
const BRIDGE = `
  const { connect, createServer } = require('node:net');
  const [port, path] = process.argv.slice(1);
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.on('error', () => far.destroy()).pipe(far).on('error', () => near.destroy()).pipe(near);
  });
  server.listen(path, () => console.log('listening'));`;

/** Opens a socket to a browser in another network namespace. @param {string[]} starter @param {string} address @param {string} folder */
async function openBridge([command = '', ...rest], address, folder) {
  const path = join(folder, 'remote');
  const child = spawn(command, [...rest, process.execPath, '-e', BRIDGE, new URL(address).port, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return { url: `ws+unix:${path}:/session`, close: () => child.kill('SIGKILL') };
}

export class Firefox {
  #child;
  #profile;
  #socket;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  #asked = new Map();
  #last = 0;
  #context = '';

  /** @param {import('node:child_process').ChildProcess} child @param {string} profile @param {WebSocket} socket */
  constructor(child, profile, socket) {
    this.#child = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (text) => {
      const { id, result, error, message } = JSON.parse(String(text));
      const asked = this.#asked.get(id);
      this.#asked.delete(id);
      if (error) asked?.reject(new Error(`${error}: ${message}`));
      else asked?.resolve(result);
    });
  }

  /** Starts it with a profile of its own, and a window of a phone's size. @param {string[]} [starter] a command that starts programs, if it is not to run right here */
  static async start(starter = []) {
    const profile = mkdtempSync(join(tmpdir(), 'full-tilt-firefox-'));
    const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${value});\n`);
    writeFileSync(join(profile, 'user.js'), lines.join(''));
    const [command = '', ...rest] = [...starter, process.env.FIREFOX || 'firefox-esr'];
    const child = spawn(
      command,
      [...rest, '--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    /** @type {string} */
    const address = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('Firefox does not say where it listens')), START_MS);
      createInterface(child.stderr).on('line', (line) => {
        const found = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
        if (!found) return;
        clearTimeout(late);
        resolve(found);
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`Firefox has ended with ${code}`)));
    });
    const bridge = starter.length > 0 ? await openBridge(starter, address, profile) : null;
    const socket = new WebSocket(bridge?.url ?? `${address}/session`, { headers: { Host: new URL(address).host } });
    socket.once('close', () => bridge?.close());
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const firefox = new Firefox(child, profile, socket);
    // The certificate is the game's own; a person taps through the browser's warning once.
    await firefox.#ask('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
    const { contexts } = await firefox.#ask('browsingContext.getTree', {});
    firefox.#context = contexts[0].context;
    await firefox.#ask('browsingContext.setViewport', {
      context: firefox.#context,
      viewport: { width: 412, height: 800 },
    });
    return firefox;
  }

  /** Runs a function in every page before the page's own scripts. @param {() => void} work */
  prepare(work) {
    return this.#ask('script.addPreloadScript', { functionDeclaration: String(work) });
  }

  /** @param {string} url */
  open(url) {
    return this.#ask('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  reload() {
    return this.#ask('browsingContext.reload', { context: this.#context, wait: 'complete' });
  }

  /** Evaluates an expression in the page, to text, a number or a boolean. @param {string} expression */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.#ask('script.evaluate', {
      expression,
      target: { context: this.#context },
      awaitPromise: true,
    });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`);
    return result.value;
  }

  /** Waits until an expression is true in the page. @param {string} expression @param {number} [deadline] ms */
  until(expression, deadline) {
    return until(`in Firefox ${expression}`, async () => (await this.evaluate(expression)) === true, deadline);
  }

  /** Taps an element with a finger. @param {string} id */
  async tap(id) {
    const box = `document.getElementById('${id}').getBoundingClientRect()`;
    const [x, y] = [
      await this.evaluate(`${box}.x + ${box}.width / 2`),
      await this.evaluate(`${box}.y + ${box}.height / 2`),
    ];
    const actions = [
      { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.#ask('input.performActions', {
      context: this.#context,
      actions: [{ type: 'pointer', id: 'finger', parameters: { pointerType: 'touch' }, actions }],
    });
  }

  async stop() {
    this.#socket.terminate();
    const ended = new Promise((resolve) =>
      this.#child.exitCode === null ? this.#child.once('exit', resolve) : resolve(null),
    );
    this.#child.kill('SIGKILL');
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 3 });
  }

  /** @param {string} method @param {object} params @returns {Promise<any>} */
  #ask(method, params) {
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}
