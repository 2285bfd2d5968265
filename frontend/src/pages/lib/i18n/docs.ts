/** Words in both languages: the reference pages. The first is simplified Chinese, the second English. */

export const docs = {
  "docs.found": ["找到 {n} 项", "{n} found"],
  "docs.offline": ["未连接", "not connected"],
  "docs.connected": ["已连接", "connected"],
  "docs.loggedIn": ["已登录，编号 {id}", "logged in as {id}"],
  "docs.inRoom": ["编号 {id}，房间 {room}", "{id} in room {room}"],
  "docs.show": ["展开", "Show"],
  "docs.hide": ["收起", "Hide"],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
