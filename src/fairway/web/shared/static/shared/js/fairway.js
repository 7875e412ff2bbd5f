// What a page gains with script. Everything here is also possible without it.
(() => {
  "use strict";

  document.documentElement.classList.add("has-script");

  // Long lines of numbers beside a text area, with the lines that have problems marked.
  const number = (field) => {
    const area = field.querySelector("textarea");
    const gutter = field.querySelector(".editor__numbers");
    const draw = () => {
      const marks = new Map();
      field.querySelectorAll("[data-line]").forEach((problem) => {
        const line = Number(problem.dataset.line);
        if (problem.dataset.severity !== "warning" || !marks.has(line)) {
          marks.set(line, problem.dataset.severity === "error" ? "is-bad" : "is-warn");
        }
      });
      const lines = area.value.split("\n").length;
      gutter.replaceChildren(
        ...Array.from({ length: lines }, (_, at) => {
          const mark = document.createElement("div");
          mark.textContent = String(at + 1);
          if (marks.has(at + 1)) mark.className = marks.get(at + 1);
          return mark;
        }),
      );
      gutter.scrollTop = area.scrollTop;
    };
    if (!field.dataset.ready) {
      field.dataset.ready = "yes";
      area.addEventListener("input", draw);
      area.addEventListener("scroll", () => (gutter.scrollTop = area.scrollTop));
      area.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.isComposing) {
          const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
          const indent = area.value.slice(start, area.selectionStart).match(/^ */)[0];
          if (indent) {
            event.preventDefault();
            area.setRangeText("\n" + indent, area.selectionStart, area.selectionEnd, "end");
            area.dispatchEvent(new Event("input", { bubbles: true }));
          }
        }
      });
    }
    draw();
  };

  // A form that was given back is sent with the token of whoever signed in meanwhile, in another tab.
  document.addEventListener("submit", (event) => {
    const token = event.target.matches("[data-unsent]") && document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (token) event.target.elements.csrfmiddlewaretoken.value = token[1];
  });

  // A dialog whose deed was refused opens again on the page that says why, with what was written.
  const KEPT = "fairway.asked";
  const fields = (form, hidden) =>
    [...form.elements].filter((one) => one.name && one.name !== "csrfmiddlewaretoken" && (one.type === "hidden") === hidden
      && !["file", "password", "submit", "button"].includes(one.type));
  const same = (form) => JSON.stringify([form.getAttribute("action"), fields(form, true).map((one) => [one.name, one.value])]);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("details.confirm form")) return;
    const written = fields(event.target, false).map((one) => [one.name, /^(checkbox|radio)$/.test(one.type) ? one.checked : one.value]);
    try {
      sessionStorage.setItem(KEPT, JSON.stringify([same(event.target), written]));
    } catch { /* a browser that keeps nothing */ }
  });
  const reopen = () => {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(KEPT));
      sessionStorage.removeItem(KEPT);
    } catch { /* a browser that keeps nothing */ }
    if (!kept || !document.querySelector(".message--error")) return;
    const form = [...document.querySelectorAll("details.confirm form")].find((one) => same(one) === kept[0]);
    if (!form) return;
    fields(form, false).forEach((one, at) => {
      if (kept[1][at]?.[0] !== one.name) return;
      if (typeof kept[1][at][1] === "boolean") one.checked = kept[1][at][1];
      else one.value = kept[1][at][1];
    });
    form.closest("details").open = true;
  };
  document.addEventListener("DOMContentLoaded", reopen, { once: true });

  const drop = (zone) => {
    if (zone.dataset.ready) return;
    zone.dataset.ready = "yes";
    const input = zone.querySelector("input[type=file]");
    const over = (is) => (event) => {
      event.preventDefault();
      zone.classList.toggle("is-over", is);
    };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      if (event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  };

  // A slider and the number beside it say the same; the number is what is sent.
  const knob = (field) => {
    if (field.dataset.ready) return;
    field.dataset.ready = "yes";
    const slide = field.querySelector("input[type=range]");
    const number = field.querySelector("input[name]");
    const mark = () => field.classList.toggle("is-turned", number.value !== number.dataset.written);
    slide.addEventListener("input", () => {
      number.value = slide.value;
      mark();
    });
    number.addEventListener("input", () => {
      slide.value = number.value;
      mark();
    });
  };

  // What a field was told when its form was kept follows what is found while somebody writes: gone once it is put right.
  const follow = (form) => {
    const found = new Map();
    document.querySelectorAll(`${form.dataset.faults} [data-fault]`).forEach((one) => found.set(one.dataset.fault, one.textContent));
    form.querySelectorAll(".field--bad").forEach((field) => {
      const inputs = [...field.querySelectorAll("[name]")];
      const sentence = found.get(inputs[0].name);
      const told = field.querySelector(".field__error span");
      if (sentence) {
        told.textContent = sentence;
        return;
      }
      field.classList.remove("field--bad");
      told.closest("[id]").remove();
      inputs.forEach((input) => {
        input.removeAttribute("aria-invalid");
        const described = (input.getAttribute("aria-describedby") || "").split(" ").filter((id) => !id.endsWith("_error"));
        if (described.join("")) input.setAttribute("aria-describedby", described.join(" "));
        else input.removeAttribute("aria-describedby");
      });
    });
  };

  const start = (root) => {
    root.querySelectorAll("[data-knob]").forEach(knob);
    document.querySelectorAll("[data-editor]").forEach(number);
    root.querySelectorAll("[data-drop]").forEach(drop);
  };

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (close) close.closest(".message").remove();
    document.querySelectorAll("details.menu[open], details.popover[open], details.confirm[open]").forEach((open) => {
      if (!open.contains(event.target) && !open.classList.contains("confirm--inline")) open.removeAttribute("open");
    });
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const search = document.querySelector(".bar__search input, .filter input[type=search]");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
    if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat) {
      const named = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
      if (named) {
        event.preventDefault();
        named.click();
      }
    }
    if (event.key === "Escape") {
      const open = event.target.closest("details.menu[open], details.popover[open], details.confirm[open]");
      if (open) {
        open.removeAttribute("open");
        open.querySelector("summary").focus();
      }
    }
  });

  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.confirm[open], details.popover[open]")) {
      event.target.querySelector("textarea, input:not([type=hidden])")?.focus();
    }
  }, true);

  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("form[data-faults]").forEach(follow));
  if (document.readyState !== "loading") start(document);
})();
