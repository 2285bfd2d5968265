/* The few words of a 1.x query library that the pages use. */
(function (window) {
    function Set(found) { this.length = 0; for (var i = 0; i < found.length; i++) this[this.length++] = found[i]; }
    function $(what) {
        if (typeof what == "function") return document.addEventListener("DOMContentLoaded", what), undefined;
        if (typeof what == "string" && what.charAt(0) == "<") { var box = document.createElement("div"); box.innerHTML = what; return new Set(box.childNodes); }
        return new Set(typeof what == "string" ? document.querySelectorAll(what) : [what]);
    }
    Set.prototype = {
        each: function (fn) { for (var i = 0; i < this.length; i++) fn.call(this[i], i, this[i]); return this; },
        get: function (i) { return this[i]; },
        show: function () { return this.each(function () { this.style.display = "block"; }); },
        hide: function () { return this.each(function () { this.style.display = "none"; }); },
        html: function (text) { return text === undefined ? this[0] && this[0].innerHTML : this.each(function () { this.innerHTML = text; }); },
        val: function (text) { return text === undefined ? this[0].value : this.each(function () { this.value = text; }); },
        attr: function (name) { return this[0].getAttribute(name); },
        append: function (text) { return this.each(function () { this.insertAdjacentHTML("beforeend", text); }); },
        remove: function () { return this.each(function () { this.parentNode && this.parentNode.removeChild(this); }); },
        live: function (type, selector, fn) {
            return this.each(function () {
                this.addEventListener(type, function (e) { var hit = e.target.closest(selector); if (hit) fn.call(hit, e); });
            });
        },
        click: function (fn) { return this.each(function () { this.onclick = fn; }); }
    };
    window.$ = window.jQuery = $;
})(window);
