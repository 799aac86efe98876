// Bundles the interface into ../static: one script a need, one style sheet with its fonts. Run by hatch_build.py.
import { build } from "esbuild";
import { cp, mkdir, rm } from "node:fs/promises";

const out = new URL("../static/", import.meta.url).pathname;
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: { app: "src/app.js", places: "src/places.js", map: "src/map.css", style: "src/style.css" },
  bundle: true,
  minify: true,
  splitting: true,
  chunkNames: "part-[hash]",
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

// Amiri whole, for Arabic on paper: the publish stage embeds it in PDFs.
const fonts = new URL("../../publish/fonts/", import.meta.url).pathname;
await mkdir(fonts, { recursive: true });
for (const style of ["400Regular", "700Bold"]) {
  await cp(`node_modules/@expo-google-fonts/amiri/${style}/Amiri_${style}.ttf`, `${fonts}Amiri_${style}.ttf`);
}
await cp("node_modules/@expo-google-fonts/amiri/LICENSE_FONT", `${fonts}OFL.txt`);
