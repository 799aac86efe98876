// Charts with low–high bands.
import uPlot from "uplot";

export default uPlot;
