// A Rust node that does what the lines on its standard input say, each a JSON object:
//   {"id", "op": "discover", "type"}                                          -> {"id", "ids"}
//   {"id", "op": "call", "peer", "route", "lane", "payload", "timeout"}       -> {"id", "payload"}
//   {"id", "op": "tell", "peer", "route", "lane", "payload"}                  -> {"id"}
//   {"id", "op": "stop"}                                                      -> {"id"}, and exits
// A failure is {"id", "error"}. Answers come in any order, on lines that start with "@@ "; other
// lines are the log of the node. Payloads are in Base64, peers as "serial@realm/type". Arguments:
// the text of actr.toml, and the type.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const readline = require('readline');
const { ActrNode } = require('./actr.linux-x64-gnu.node');

const say = (message) => process.stdout.write(`@@ ${JSON.stringify(message)}\n`);

const parseType = (text) => {
  const [manufacturer, name, version] = text.split(':');
  return { manufacturer, name, version };
};

const nameOf = ({ serialNumber, realm, type }) =>
  `${BigInt(serialNumber).toString(16)}@${realm.realmId}/${type.manufacturer}:${type.name}:${type.version}`;

async function start(config, type) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'node-'));
  process.env.HOME = folder;
  const { manufacturer, name, version } = parseType(type);
  const manifest = path.join(folder, 'manifest.toml');
  fs.writeFileSync(
    manifest,
    `edition = 1
[package]
name = "${name}"
manufacturer = "${manufacturer}"
version = "${version}"
`,
  );
  fs.writeFileSync(
    path.join(folder, 'actr.toml'),
    `${config}
[hyper]
data_dir = "${folder}/hyper"
[hyper.trust]
kind = "dev_only"
`,
  );
  return (await ActrNode.fromFile(manifest)).start();
}

async function main() {
  const [config, type] = process.argv.slice(2);
  const node = await start(config, type);
  const known = new Map();

  const perform = {
    async discover({ type: wanted }) {
      const found = await node.discover(parseType(wanted), 16);
      found.forEach((id) => known.set(nameOf(id), id));
      return { ids: found.map(nameOf) };
    },
    async call({ peer, route, lane, payload, timeout }) {
      const bytes = Buffer.from(payload, 'base64');
      const answer = await node.call(known.get(peer), route, lane, bytes, timeout);
      return { payload: answer.toString('base64') };
    },
    async tell({ peer, route, lane, payload }) {
      await node.tell(known.get(peer), route, lane, Buffer.from(payload, 'base64'));
      return {};
    },
    async stop() {
      node.shutdown();
      await node.waitForShutdown();
      return {};
    },
  };

  readline.createInterface({ input: process.stdin }).on('line', async (line) => {
    const { id, op, ...options } = JSON.parse(line);
    try {
      say({ id, ...(await perform[op](options)) });
    } catch (failure) {
      say({ id, error: failure.message });
    }
    if (op === 'stop') {
      process.exit(0);
    }
  });
  process.stdin.on('end', () => process.exit(0));
  say({ id: 0, self: nameOf(node.actorId()) });
}

main().catch((failure) => {
  say({ id: 0, error: failure.message });
  process.exit(1);
});
