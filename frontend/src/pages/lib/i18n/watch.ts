/** Words in both languages: the spectators' page. The first is simplified Chinese, the second English. */

export const watch = {
  "watch.title": ["直播", "Live broadcast"],
  "watch.live": ["直播中", "Live"],
  "watch.badge.interrupted": ["已中断", "Interrupted"],
  "watch.joining": ["正在接入直播……", "Joining the broadcast…"],
  "watch.joining.more": ["画面马上就到。", "The picture will be here in a moment."],
  "watch.waiting": ["直播尚未开始", "The broadcast has not begun yet"],
  "watch.waiting.more": ["请保持本页打开，开始后会自动播放。", "Leave this page open; it starts by itself."],
  "watch.interrupted": ["直播暂时中断", "The broadcast is interrupted"],
  "watch.interrupted.more": ["正在重试，恢复后会自动继续。", "Trying again; it goes on by itself."],
  "watch.ended": ["直播已结束", "The broadcast has ended"],
  "watch.ended.more": ["感谢观看。", "Thank you for watching."],
  "watch.unplayable": ["此浏览器无法播放该直播", "This browser cannot play the broadcast"],
  "watch.unplayable.more": ["请换用其他浏览器打开本页。", "Please open this page in another one."],
  "watch.replay": ["从头观看", "Watch from the beginning"],
  "watch.sound": ["打开声音", "Sound on"],
  "watch.mute": ["静音", "Mute"],
  "watch.play": ["播放", "Play"],
  "watch.pause": ["暂停", "Pause"],
  "watch.whole": ["全屏", "Full screen"],
  "watch.keys": ["空格键暂停，M 键声音，F 键全屏", "Space pauses, M is for sound, F fills the screen"],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
