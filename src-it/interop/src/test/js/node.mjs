// node node.mjs <implementation> <folder of node_modules> <url of the test>
import { createRequire } from "node:module";
import { run } from "./peer.js";

const [implementation, folder, url] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
const { RTCPeerConnection } = require(implementation);
await run(RTCPeerConnection, url);
process.exit(0);
