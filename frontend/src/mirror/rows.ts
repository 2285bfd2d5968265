/** The rows of the page's mirror, table by table: what the server's views look like here. Times are `*_ms` since 1970. */

export type * from "../generated/rows";
