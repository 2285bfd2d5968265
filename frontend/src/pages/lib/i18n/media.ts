/** Words in both languages: films that are played to people. The first is simplified Chinese, the second English. */

export const media = {
  "film.waiting": ["等候时播放的内容", "Played while you wait"],
  "film.sound": ["点按开启声音", "Tap for sound"],
  "film.mute": ["静音", "Mute"],
  "film.play": ["播放", "Play"],
  "film.pause": ["暂停", "Pause"],
  "film.open": ["播放媒体", "Play a file"],
  "film.title": ["向客户播放", "Play to the customer"],
  "film.empty": ["还没有可播放的文件。管理员可在后台的“媒体文件”中上传。", "There is nothing to play yet. An administrator uploads files under “Media files”."],
  "film.starting": ["正在准备……", "Getting ready…"],
  "film.stop": ["停止播放", "Stop"],
  "film.position": ["播放位置", "Position"],
  "film.volume": ["音量", "Volume"],
  "film.keys": ["空格键暂停，左右方向键跳转五秒。", "Space pauses, the arrow keys move by five seconds."],
  "film.other": ["{name} 正在播放：{film}", "{name} is playing {film}"],
  "film.over.busy": ["服务器目前无法再播放更多内容，请稍后再试。", "The server plays as much as it can at the moment. Try again later."],
  "film.over.failed": ["该文件无法播放。", "This file cannot be played."],
  "film.over.lost": ["播放意外中断。", "The playing broke off."],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
