/** The spectators' page: one live mix, for anybody who has its address. */

import { byId } from "../lib/dom";
import { startPage } from "../lib/frame";
import { Host } from "../lib/view";
import { Watch } from "./watch";

startPage();
const { list = "", state = "" } = byId("broadcast").dataset;
new Host().show(new Watch({ list, state }));
