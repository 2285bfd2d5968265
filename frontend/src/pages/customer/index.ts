/** The customer's page. */

import { startPage } from "../lib/frame";
import { CustomerApp } from "./app";

startPage();
new CustomerApp().start();
