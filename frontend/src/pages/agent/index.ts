/** The agent's desk. */

import { startPage } from "../lib/frame";
import { AgentApp } from "./app";

startPage();
new AgentApp().start();
