/** hls.js without subtitles, other sound tracks and encryption, which our lists do not have; its own types name the whole only. */
declare module "hls.js/light" {
  import Hls from "hls.js";
  export default Hls;
}
