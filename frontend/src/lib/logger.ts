/** Console logging with a prefix; `debug` is silent unless the page asked for it. */

export interface Logger {
  debug(...what: unknown[]): void;
  info(...what: unknown[]): void;
  warn(...what: unknown[]): void;
  error(...what: unknown[]): void;
}

let verbose = false;

/** Shows or hides debug lines of the whole SDK. */
export function setVerbose(on: boolean): void {
  verbose = on;
}

/** A logger whose lines begin with `switchboard/<topic>`. */
export function logger(topic: string): Logger {
  const prefix = `switchboard/${topic}:`;
  return {
    debug: (...what) => void (verbose && console.debug(prefix, ...what)),
    info: (...what) => void (verbose && console.info(prefix, ...what)),
    warn: (...what) => console.warn(prefix, ...what),
    error: (...what) => console.error(prefix, ...what),
  };
}
