/**
 * The classic script `anychat4html5.min.js`: nothing. Pages include it, none calls its factory `AnyChatSDK`, and a
 * page that looks for the factory shall find that there is only one SDK here.
 */

export {};
