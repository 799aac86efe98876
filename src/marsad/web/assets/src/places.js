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
  const shapes = { ...Object.fromEntries(data.outlines.map((each) => [each.properties.id, each.geometry])), ...data.shapes };
  const dots = [], vague = [], near = [];
  for (const spot of data.spots) {
    let incidents = 0, killed = 0;
    for (const [month, [number, dead]] of Object.entries(spot.months)) {
      if (!until || (month && month <= until)) { incidents += number; killed += dead; }
    }
    if (!incidents) continue;
    const properties = { name: spot.name, precision: spot.precision, incidents, killed };
    if (spot.precision === "exact" || spot.precision === "near") {
      dots.push({ type: "Feature", properties, geometry: { type: "Point", coordinates: spot.point } });
      if (spot.precision === "near") near.push({ type: "Feature", properties, geometry: ring(spot.point, Math.max(spot.radius_km, 1)) });
    } else {
      const geometry = shapes[spot.place] ?? ring(spot.point, Math.max(spot.radius_km, 3));
      vague.push({ type: "Feature", properties, geometry });
    }
  }
  const all = (list) => ({ type: "FeatureCollection", features: list });
  return { dots: all(dots), vague: all(vague), near: all(near) };
}

// Named areas as they were in a month; without one, in every time they had.
const COLOURS = ["#7b6aa8", "#b58b2a", "#1e6b3a", "#0b5563"];
function grounds(data, month) {
  const shown = data.areas.filter(({ properties }) => !month || (properties.from <= month && month <= properties.to));
  const coloured = shown.map((each) => ({ ...each, properties: {
    ...each.properties, colour: COLOURS[each.properties.colour] } }));
  return { type: "FeatureCollection", features: coloured };
}

function ground(map, data) {
  map.addSource("units", { type: "geojson", data: { type: "FeatureCollection", features: data.outlines } });
  map.addSource("borders", { type: "geojson", data: { type: "Feature", properties: {}, geometry: data.borders } });
  map.addSource("areas", { type: "geojson", data: grounds(data, "") });
  map.addLayer({ id: "units", type: "fill", source: "units", paint: { "fill-color": "#f6f3ea", "fill-antialias": false } });
  map.addLayer({ id: "areas", type: "fill", source: "areas", paint: { "fill-color": ["get", "colour"], "fill-opacity": 0.25 } });
  map.addLayer({ id: "edges", type: "line", source: "areas", paint: { "line-color": ["get", "colour"], "line-width": 1.6 } });
  map.addLayer({ id: "borders", type: "line", source: "borders", paint: { "line-color": "#8d8674", "line-width": 0.9 } });
}

function layers(map, data) {
  const shown = features(data, "");
  map.addImage("hatch", hatch());
  map.addSource("vague", { type: "geojson", data: shown.vague });
  map.addSource("dots", {
    type: "geojson", data: shown.dots, cluster: true, clusterRadius: 34,
    clusterProperties: { all: ["+", ["get", "incidents"]], dead: ["+", ["get", "killed"]] },
  });
  map.addLayer({ id: "vague", type: "fill", source: "vague", paint: { "fill-pattern": "hatch", "fill-opacity": 0.3 } });
  map.addSource("near", { type: "geojson", data: shown.near });
  map.addLayer({ id: "near", type: "line", source: "near", paint: { "line-color": "#a3231f", "line-width": 1.2 } });
  map.addLayer({ id: "dots", type: "circle", source: "dots", paint: {
    "circle-radius": ["min", 22, ["+", 4, ["sqrt", ["coalesce", ["get", "all"], ["get", "incidents"]]]]],
    "circle-color": ["case", ["==", ["get", "precision"], "near"], "rgba(163,35,31,0.15)", "rgba(163,35,31,0.75)"],
    "circle-stroke-color": "#a3231f", "circle-stroke-width": 1.5,
  } });
}

function tell(map, words) {
  const popup = new maplibregl.Popup({ closeButton: true });
  map.on("click", (event) => {
    const [found] = map.queryRenderedFeatures(event.point, { layers: ["dots", "vague", "areas", "units"] });
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
  const label = document.createElement("label"), input = document.createElement("input"), says = document.createElement("bdi");
  Object.assign(input, { type: "range", min: 0, max: data.months.length, value: data.months.length });
  label.className = "slider";
  const show = () => {
    const month = data.months[input.value] ?? "";
    says.textContent = month || words.all;
    input.setAttribute("aria-valuetext", says.textContent);
    if (!map.getSource("dots")) return;
    const shown = features(data, month);
    map.getSource("dots").setData(shown.dots);
    map.getSource("vague").setData(shown.vague);
    map.getSource("near").setData(shown.near);
    map.getSource("areas").setData(grounds(data, month));
  };
  input.addEventListener("input", show);
  show();
  label.append(words.month, " ", input, " ", says);
  box.after(label);
}

// A point for a name that has none: by a click, or by Enter in the middle of the map.
function picker(map, field) {
  const marker = new maplibregl.Marker({ color: "#a3231f" });
  const take = ({ lng, lat }) => {
    field.value = `${lat.toFixed(4)}, ${lng.toFixed(4)}`;
    marker.setLngLat([lng, lat]).addTo(map);
  };
  const [lat, lng] = field.value.split(",").map(Number);
  if (field.value && Number.isFinite(lat) && Number.isFinite(lng)) {
    marker.setLngLat([lng, lat]).addTo(map);
    map.jumpTo({ center: [lng, lat], zoom: 9 });
  }
  map.on("click", (event) => take(event.lngLat));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); take(map.getCenter()); }
  });
}

async function start() {
  const answer = await fetch(box.dataset.source);
  if (!answer.ok) return;
  const data = await answer.json();
  maplibregl.setWorkerUrl("/static/map-worker.js");
  box.hidden = false;
  const map = new maplibregl.Map({
    container: box, bounds: data.bounds, attributionControl: false, dragRotate: false,
    locale: {
      "NavigationControl.ZoomIn": box.dataset.in, "NavigationControl.ZoomOut": box.dataset.out,
      "Map.Title": box.dataset.canvas, "Popup.Close": "×",
    },
    style: { version: 8, sources: {}, layers: [{ id: "sea", type: "background", paint: { "background-color": "#dde3e3" } }] },
  });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
  map.on("load", () => {
    ground(map, data);
    for (const [name, x, y] of data.labels) {
      const label = document.createElement("span");
      Object.assign(label, { className: "unit-name", textContent: name, ariaHidden: "true" });
      new maplibregl.Marker({ element: label }).setLngLat([x, y]).addTo(map);
    }
    const field = box.dataset.pick && document.querySelector(`[name=${box.dataset.pick}]`);
    if (field) { picker(map, field); return; }
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
