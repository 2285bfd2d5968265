/** The meeting page. */

import { startPage } from "../lib/frame";
import { MeetingApp } from "./app";

startPage();
new MeetingApp().start();
