// The map: shipped outlines and points of the record, no tiles.
import maplibregl from "maplibre-gl/dist/maplibre-gl-csp.js";

maplibregl.setWorkerUrl("/static/map-worker.js");
export default maplibregl;
