// Bundles the interface into ../static: one script a need, one style sheet with its fonts. Run by hatch_build.py.
import { build } from "esbuild";
import { cp, mkdir, rm } from "node:fs/promises";

const out = new URL("../static/", import.meta.url).pathname;
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: { app: "src/app.js", map: "src/map.js", chart: "src/chart.js", style: "src/style.css" },
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  outdir: out,
  legalComments: "linked",
  loader: { ".woff2": "file", ".woff": "empty" },
  assetNames: "[name]",
  logLevel: "warning",
});
// MapLibre's worker stands apart: a worker out of a blob would need a looser content security policy.
await cp("node_modules/maplibre-gl/dist/maplibre-gl-csp-worker.js", `${out}map-worker.js`);
