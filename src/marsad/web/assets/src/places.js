// The movable map of places: replaces the drawing where the browser can; the drawing stays where it cannot.
import maplibregl from "maplibre-gl/dist/maplibre-gl-csp.js";

const box = document.getElementById("map");
const STEPS = 48;

// A circle on the ground, in degrees: what is known only to a radius is shown as that radius.
function ring([x, y], km) {
  const points = [];
  for (let i = 0; i <= STEPS; i += 1) {
    const turn = (2 * Math.PI * i) / STEPS;
    points.push([x + (km / (111.32 * Math.cos((y * Math.PI) / 180))) * Math.cos(turn), y + (km / 110.57) * Math.sin(turn)]);
  }
  return { type: "Polygon", coordinates: [points] };
}

function hatch() {
  const size = 8, pixels = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if ((x + y) % size < 2) pixels.set([11, 85, 99, 255], 4 * (y * size + x));
    }
  }
  return { width: size, height: size, data: pixels };
}

function features(data, until) {
  const shapes = Object.fromEntries(data.outlines.map((each) => [each.properties.id, each.geometry]));
  const dots = [], vague = [];
  for (const spot of data.spots) {
    let incidents = 0, killed = 0;
    for (const [month, [number, dead]] of Object.entries(spot.months)) {
      if (!until || (month && month <= until)) { incidents += number; killed += dead; }
    }
    if (!incidents) continue;
    const properties = { name: spot.name, precision: spot.precision, incidents, killed };
    if (spot.precision === "exact" || spot.precision === "near") {
      dots.push({ type: "Feature", properties, geometry: { type: "Point", coordinates: spot.point } });
    } else {
      const geometry = (spot.precision === "adm1" && shapes[spot.place]) || ring(spot.point, Math.max(spot.radius_km, 3));
      vague.push({ type: "Feature", properties, geometry });
    }
  }
  return { dots: { type: "FeatureCollection", features: dots }, vague: { type: "FeatureCollection", features: vague } };
}

function layers(map, data) {
  const shown = features(data, "");
  map.addImage("hatch", hatch());
  map.addSource("units", { type: "geojson", data: { type: "FeatureCollection", features: data.outlines } });
  map.addSource("vague", { type: "geojson", data: shown.vague });
  map.addSource("dots", {
    type: "geojson", data: shown.dots, cluster: true, clusterRadius: 34,
    clusterProperties: { all: ["+", ["get", "incidents"]], dead: ["+", ["get", "killed"]] },
  });
  map.addLayer({ id: "units", type: "fill", source: "units", paint: { "fill-color": "#f6f3ea" } });
  map.addLayer({ id: "borders", type: "line", source: "units", paint: { "line-color": "#8d8674", "line-width": 0.8 } });
  map.addLayer({ id: "vague", type: "fill", source: "vague", paint: { "fill-pattern": "hatch", "fill-opacity": 0.3 } });
  map.addLayer({ id: "dots", type: "circle", source: "dots", paint: {
    "circle-radius": ["min", 22, ["+", 4, ["sqrt", ["coalesce", ["get", "all"], ["get", "incidents"]]]]],
    "circle-color": ["case", ["==", ["get", "precision"], "near"], "rgba(163,35,31,0.15)", "rgba(163,35,31,0.75)"],
    "circle-stroke-color": "#a3231f", "circle-stroke-width": 1.5,
  } });
}

function tell(map, words) {
  const popup = new maplibregl.Popup({ closeButton: true });
  map.on("click", (event) => {
    const [found] = map.queryRenderedFeatures(event.point, { layers: ["dots", "vague", "units"] });
    if (!found) return;
    const { name, incidents, killed, all, dead } = found.properties;
    const parts = [name, all ?? incidents, dead ?? killed];
    const text = parts[1] === undefined ? name
      : `${name ? `${name}: ` : ""}${parts[1]} ${words.incidents}, ${words.killed} ${parts[2]}`;
    popup.setLngLat(event.lngLat).setText(text).addTo(map);
  });
}

function slider(map, data, words) {
  if (data.months.length < 2) return;
  const label = document.createElement("label"), input = document.createElement("input"), says = document.createElement("output");
  Object.assign(input, { type: "range", min: 0, max: data.months.length, value: data.months.length });
  label.className = "slider";
  says.textContent = words.all;
  input.addEventListener("input", () => {
    const month = data.months[input.value] ?? "";
    says.textContent = month || words.all;
    const shown = features(data, month);
    map.getSource("dots").setData(shown.dots);
    map.getSource("vague").setData(shown.vague);
  });
  label.append(words.month, " ", input, " ", says);
  box.after(label);
}

async function start() {
  const answer = await fetch(box.dataset.source);
  if (!answer.ok) return;
  const data = await answer.json();
  maplibregl.setWorkerUrl("/static/map-worker.js");
  box.hidden = false;
  const map = new maplibregl.Map({
    container: box, bounds: data.bounds, attributionControl: false, dragRotate: false,
    style: { version: 8, sources: {}, layers: [{ id: "sea", type: "background", paint: { "background-color": "#dfe9ee" } }] },
  });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
  map.on("load", () => {
    layers(map, data);
    tell(map, box.dataset);
    slider(map, data, box.dataset);
  });
  map.once("idle", () => {
    document.getElementById("drawing").setAttribute("hidden", "");
    box.dataset.ready = "yes";
  });
}

// Only where the map scrolls into view, and the browser can draw it: the library is large.
const canDraw = () => Boolean(document.createElement("canvas").getContext("webgl2"));
if (box && canDraw()) {
  const watcher = new IntersectionObserver((seen) => {
    if (seen.some((each) => each.isIntersecting)) { watcher.disconnect(); start().catch(() => { box.hidden = true; }); }
  });
  watcher.observe(box.parentElement);
}
