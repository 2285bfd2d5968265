/** Unpacks the packaged Chromium and the libraries it needs into a folder: node unpack.mjs <folder>. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

const packed = join(dirname(fileURLToPath(import.meta.url)), "node_modules/@sparticuz/chromium/bin");
const folder = process.argv[2];
mkdirSync(folder, { recursive: true });

for (const archive of ["al2023", "swiftshader", "fonts"]) {
  const tar = brotliDecompressSync(readFileSync(join(packed, `${archive}.tar.br`)));
  execFileSync("tar", ["-x", "-C", folder], { input: tar });
}
writeFileSync(join(folder, "chromium-program"), brotliDecompressSync(readFileSync(join(packed, "chromium.br"))), { mode: 0o755 });
// Written last: who finds it finds everything else.
writeFileSync(
  join(folder, "chromium"),
  '#!/bin/sh\nhere=$(dirname "$(readlink -f "$0")")\nLD_LIBRARY_PATH="$here/lib" exec "$here/chromium-program" "$@"\n',
  { mode: 0o755 },
);
