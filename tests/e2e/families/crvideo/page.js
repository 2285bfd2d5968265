// What all pages of these families have: a record of what they heard, and short ways to their elements.
var seen = [];
function El(id) { return document.getElementById(id); }
function Show(id, on) { El(id).style.display = on === false ? 'none' : ''; }
function Say(text) { var line = document.createElement('p'); line.textContent = text; El('lines').appendChild(line); }
function Note(name, args) { seen.push([name].concat([].map.call(args, function (arg) { return arg === undefined ? null : arg; }))); }
// Holders are filled while the page loads: one that is missing would throw here.
function Hear(handlers) {
    Object.keys(handlers).forEach(function (name) {
        window['CRVideo_' + name].callback = function () {
            Note(name, arguments);
            return handlers[name].apply(null, arguments);
        };
    });
}
