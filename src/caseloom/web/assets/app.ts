/** What every page runs: partial updates, keyboard, dialogs, the search box, the idle lock. */
import { startCiting } from "./citing";
import { startDialogs } from "./dialogs";
import { startForms } from "./forms";
import { startHtmx } from "./partial";
import { startIdleLock } from "./idle";
import { startKeyboard } from "./keyboard";
import { startMenus } from "./menus";
import { startSearchBox } from "./searchbox";

startHtmx();
startDialogs();
startCiting();
startMenus();
startForms();
startKeyboard();
startSearchBox();
startIdleLock();
