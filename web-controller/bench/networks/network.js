// Networks of namespaces on this machine: homes with a router and a bridge, and an internet that connects them. They need root,
// and are removed at the end of the program, however it ends.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';

const FOLDER = '/run/netns';
/** Names of namespaces begin with this and the number of the process, so that leftovers of dead processes are recognised. */
const PREFIX = 'full-tilt-';
const OURS = `${PREFIX}${process.pid}-`;
const RELAY_ADDRESS = '203.0.113.10';

/** @typedef {'host' | 'phone' | 'relay'} Machine */
/**
 * How the routers translate addresses: a port of the router's for each port inside, whatever the destination, as most routers
 * at home do, or another port for each destination, as many mobile networks and companies do.
 * @typedef {'same port' | 'random port'} Translation
 */
/**
 * @typedef {object} Layout
 * @property {Machine[][]} homes the machines behind each router; a relay that is in none of them is on the internet
 * @property {boolean} [noMulticast] whether the homes' bridges pass no multicast on, and with it no names of mDNS
 * @property {boolean} [isolated] whether phone and host reach the rest of their network but not each other
 * @property {Translation[]} [translations] of each home; most routers' if there are none
 */

/** Returns the reason why this machine has no such networks, or null. */
export function obstacle() {
  if (process.getuid?.() !== 0) return 'this benchmark creates network namespaces, which needs root';
  for (const program of ['ip', 'bridge', 'nft', 'nsenter', 'setpriv'])
    if (spawnSync(program, ['--version']).error) return `this benchmark needs the program ${program}`;
  return null;
}

/** @param {string[]} words */
const ip = (...words) => void execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });

/** Removes namespaces with everything that runs in them, and a folder. It waits for the end of its input: that comes even if we are killed. */
const JANITOR = `
  cat > /dev/null
  for name in $(ls ${FOLDER} | grep "^$1"); do
    ip netns pids "$name" | xargs -r kill -9
    ip netns del "$name"
  done
  rm -rf -- "$2"`;

/** @type {import('node:child_process').ChildProcess | undefined} */
let janitor;

/** Removes all networks of this process. */
export async function removeNetworks() {
  const cleaner = janitor;
  janitor = undefined;
  if (!cleaner) return;
  cleaner.stdin?.end();
  await once(cleaner, 'exit');
}

/** Removes the networks of processes that are gone, and whose cleaning up was prevented. */
function removeLeftovers() {
  for (const name of existsSync(FOLDER) ? readdirSync(FOLDER) : []) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    // If it fails, another program has removed it.
    if (owner && !existsSync(`/proc/${owner}`)) spawnSync('ip', ['netns', 'del', name]);
  }
}

/** Creates a network. There is one at a time. @param {Layout} layout @param {string} folder removed with it */
export async function createNetwork({ homes, noMulticast, isolated, translations = [] }, folder) {
  await removeNetworks();
  // A session of its own: an interrupt at the terminal is not for it.
  janitor = spawn('sh', ['-c', JANITOR, 'sh', OURS, folder], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
  /** @type {Partial<Record<Machine, string>>} */
  const addresses = {};
  const hasInternet = !homes.flat().includes('relay');
  if (hasInternet) {
    addBridge('internet', '203.0.113.1/24');
    connect('internet', 'relay', `${RELAY_ADDRESS}/24`);
    addresses.relay = RELAY_ADDRESS;
  }
  for (const [i, machines] of homes.entries()) {
    const router = `home${i}`;
    const lan = `192.168.${i + 1}`;
    addBridge(router, `${lan}.1/24`);
    for (const [j, machine] of machines.entries()) {
      addresses[machine] = `${lan}.${j + 2}`;
      const port = connect(router, machine, `${lan}.${j + 2}/24`, `${lan}.1`);
      const flags = [
        ...(noMulticast ? ['mcast_flood', 'off'] : []),
        ...(isolated && machine !== 'relay' ? ['isolated', 'on'] : []),
      ];
      if (flags.length > 0) inside(router, ['bridge', 'link', 'set', 'dev', port, ...flags]);
    }
    if (hasInternet) translate(router, i, translations[i] ?? 'same port');
  }
  return {
    /** @param {Machine} machine */
    address: (machine) => addresses[machine] ?? '',
    /** The command that runs a program on a machine. It ends with this process. @param {Machine} machine */
    on: (machine) => ['nsenter', `--net=${FOLDER}/${OURS}${machine}`, 'setpriv', '--pdeathsig', 'KILL'],
    /** Drops every UDP packet between machines of the first home, without a word to their senders. */
    cutUdp: () =>
      rules(
        'home0',
        'table bridge cut { chain passing { type filter hook forward priority 0; ip protocol udp drop; }; }',
      ),
    /** Lets them pass again. */
    mendUdp: () => rules('home0', 'delete table bridge cut'),
  };
}

/** Runs a command in a namespace. @param {string} namespace @param {string[]} command @param {string} [input] */
function inside(namespace, command, input) {
  const all = [`--net=${FOLDER}/${OURS}${namespace}`, ...command];
  execFileSync('nsenter', all, { input, stdio: ['pipe', 'ignore', 'pipe'] });
}

/** @param {string} namespace @param {string} text of nft */
const rules = (namespace, text) => inside(namespace, ['nft', '-f', '-'], text);

/** @param {string} name */
function addNamespace(name) {
  ip('netns', 'add', OURS + name);
  ip('-n', OURS + name, 'link', 'set', 'lo', 'up');
  // Its link-local addresses, which browsers do not use, would take a second to become ready.
  inside(name, ['sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6']);
}

/** Creates a namespace with a bridge, which has an address. @param {string} name @param {string} address */
function addBridge(name, address) {
  addNamespace(name);
  ip('-n', OURS + name, 'link', 'add', 'lan', 'type', 'bridge', 'mcast_snooping', '0');
  ip('-n', OURS + name, 'address', 'add', address, 'dev', 'lan');
  ip('-n', OURS + name, 'link', 'set', 'lan', 'up');
}

/**
 * Connects a new namespace to a bridge. Returns the port of the bridge.
 * @param {string} bridge
 * @param {string} name
 * @param {string} address
 * @param {string} [gateway]
 */
function connect(bridge, name, address, gateway) {
  addNamespace(name);
  return plug(bridge, name, 'eth', address, gateway);
}

/** @param {string} bridge @param {string} name @param {string} device @param {string} address @param {string} [gateway] */
function plug(bridge, name, device, address, gateway) {
  const peer = ['peer', 'name', name, 'netns', OURS + bridge];
  ip('link', 'add', device, 'netns', OURS + name, 'type', 'veth', ...peer);
  ip('-n', OURS + bridge, 'link', 'set', name, 'master', 'lan', 'up');
  ip('-n', OURS + name, 'address', 'add', address, 'dev', device);
  ip('-n', OURS + name, 'link', 'set', device, 'up');
  if (gateway) ip('-n', OURS + name, 'route', 'add', 'default', 'via', gateway);
  return name;
}

/** Connects a home to the internet, through a router that lets no stranger in. @param {string} router @param {number} i @param {Translation} translation */
function translate(router, i, translation) {
  plug('internet', router, 'out', `203.0.113.${21 + i}/24`, '203.0.113.1');
  inside(router, ['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
  rules(
    router,
    `table ip router {
      chain leaving {
        type nat hook postrouting priority srcnat;
        oifname "out" masquerade ${translation === 'random port' ? 'fully-random' : ''}
      }
      chain passing { type filter hook forward priority filter; iifname "out" ct state new drop; }
      chain arriving { type filter hook input priority filter; iifname "out" ct state new drop; }
    }`,
  );
}

/** Writes a program that runs another one on a machine, for callers that take no arguments. @param {string[]} command @param {string} program @param {string} path */
export function writeStarter(command, program, path) {
  writeFileSync(path, `#!/bin/sh\nexec ${command.join(' ')} ${program} "$@"\n`, { mode: 0o755 });
  return path;
}

if (obstacle() === null) removeLeftovers();
