
"use strict";
{
  // Filters, keys and the way between a mark and its finding. Without this script all of the page is there and linked.
  const byId = (id) => document.getElementById(id);
  const SEVERITIES = ["error", "warning", "note"];
  const sheets = [...document.querySelectorAll(".file")];
  const tallies = sheets.map((sheet) => sheet.querySelector(".tally"));
  const findings = JSON.parse(byId("findings").textContent).files.flatMap((file, number) =>
    file.findings.map((row) => ({
      id: row.id,
      detector: row.rule.split("/", 1)[0],
      severity: row.severity,
      confidence: Math.round(row.confidence * 100),
      file: number,
      entry: byId(row.id),
      marks: row.marks.map(byId),
      shown: true,
    })),
  );
  const numbers = new Map(findings.map((finding, number) => [finding.id, number]));
  const totals = tallies.map(() => 0);
  for (const finding of findings) totals[finding.file] += 1;
  // A mark names the findings it is part of, innermost first, by the ids of their messages.
  const marks = [...document.querySelectorAll("mark")].map((element) => {
    const link = element.firstElementChild;
    const ids = link.getAttribute("aria-describedby").split(" ");
    return { element, link, findings: ids.map((id) => findings[numbers.get("f" + id.slice(1))]), tab: link.tabIndex };
  });
  const markOf = new Map(marks.map((mark) => [mark.element, mark]));
  const form = byId("filter");
  let current = null;
  let waiting = false;

  function apply() {
    waiting = false;
    const detector = form.detector.value;
    const file = form.file ? form.file.value : "";
    const least = Number(form.confidence.value);
    const severities = new Set(SEVERITIES.filter((_, number) => form.severity[number].checked));
    const counts = totals.map(() => 0);
    let count = 0;
    for (const finding of findings) {
      finding.shown =
        (!detector || finding.detector === detector) && severities.has(finding.severity) && finding.confidence >= least &&
        (file === "" || finding.file === Number(file));
      finding.entry.hidden = !finding.shown;
      counts[finding.file] += finding.shown;
      count += finding.shown;
    }
    marks.forEach(paint);
    sheets.forEach((sheet, number) => {
      sheet.hidden = file !== "" && number !== Number(file);
      if (!totals[number]) return;
      sheet.querySelector(".none").hidden = counts[number] > 0;
      const noun = totals[number] === 1 ? "finding" : "findings";
      tallies[number].textContent = counts[number] < totals[number] ? `${counts[number]} of ${totals[number]} ${noun}` : `${totals[number]} ${noun}`;
    });
    if (file !== "") sheets[Number(file)].open = true;
    const said = (least / 100).toFixed(2);
    byId("least").textContent = said;
    form.confidence.setAttribute("aria-valuetext", said);
    form.classList.toggle("filtered", count < findings.length);
    byId("count").textContent = `${count} of ${findings.length} shown`;
    if (current && !current.shown) choose(null);
  }

  // A mark looks like the most severe of the findings that are shown, and leads to the innermost of them.
  function paint({ element, link, findings: all, tab }) {
    const shown = all.filter((finding) => finding.shown);
    element.classList.remove("off", ...SEVERITIES);
    element.classList.add(SEVERITIES.find((severity) => shown.some((finding) => finding.severity === severity)) || "off");
    if (shown.length) {
      link.href = "#" + shown[0].id;
      link.setAttribute("aria-describedby", shown.map((finding) => "d" + finding.id.slice(1)).join(" "));
    } else {
      link.removeAttribute("href");
      link.removeAttribute("aria-describedby");
    }
    link.tabIndex = shown.length ? tab : -1;
  }

  function choose(finding) {
    if (current) {
      current.entry.removeAttribute("aria-current");
      for (const mark of current.marks) mark.classList.remove("current");
    }
    current = finding;
    if (!finding) return;
    sheets[finding.file].open = true;
    finding.entry.setAttribute("aria-current", "true");
    for (const mark of finding.marks) mark.classList.add("current");
  }

  // Makes a finding the current one; the page scrolls to its mark, or to its entry where that is below the article.
  function go(finding, toEntry) {
    choose(finding);
    const panel = finding.entry.closest(".panel");
    const beside = getComputedStyle(panel).position === "sticky";
    const target = toEntry && !beside ? finding.entry : finding.marks[0];
    const place = target.getBoundingClientRect();
    const top = form.getBoundingClientRect().bottom;
    if (place.top < Math.max(top, 0) || place.bottom > innerHeight) target.scrollIntoView({ block: "center" });
    if (beside) {
      const entry = finding.entry.getBoundingClientRect();
      const box = panel.getBoundingClientRect();
      const seen = Math.min(box.bottom, innerHeight) - box.top; // less than its height before it sticks
      if (entry.top < box.top || entry.bottom > box.top + seen) {
        const margin = Math.max((seen - entry.height) / 3, 0);
        panel.scrollTo({ top: panel.scrollTop + entry.top - box.top - margin, behavior: "instant" });
      }
    }
    (toEntry ? finding.entry.querySelector(".head") : finding.marks[0].firstElementChild).focus({ preventScroll: true });
  }

  function step(by) {
    let number = current ? numbers.get(current.id) : by > 0 ? -1 : findings.length;
    do number += by;
    while (findings[number] && !findings[number].shown);
    if (findings[number]) go(findings[number], false);
  }

  function clear() {
    choose(null);
    form.reset();
    if (document.activeElement) document.activeElement.blur();
  }

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const mark = markOf.get(event.target.closest("mark"));
    if (mark) {
      const shown = mark.findings.filter((finding) => finding.shown);
      if (!shown.length) return;
      event.preventDefault();
      go(shown[(shown.indexOf(current) + 1) % shown.length], true); // one after the other where several overlap
      return;
    }
    const entry = event.target.closest(".finding");
    if (entry && getSelection().isCollapsed) {
      event.preventDefault();
      go(findings[numbers.get(entry.id)], false);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (!form || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return clear();
    if (!byId("keys").checked || event.target.closest("select")) return; // letters choose an option there
    const by = { n: 1, j: 1, p: -1, k: -1 }[event.key];
    if (by) step(by);
    else if (event.key === "/") form.detector.focus();
    else return;
    event.preventDefault();
  });

  if (form) {
    const later = () => {
      if (!waiting) requestAnimationFrame(apply);
      waiting = true;
    };
    form.hidden = false;
    document.querySelector(".keys").hidden = false;
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("reset", later); // the fields have their new values when it runs
    form.addEventListener("submit", (event) => event.preventDefault());
    byId("next").addEventListener("click", () => step(1));
    byId("previous").addEventListener("click", () => step(-1));
    const measure = () => {
      const sticky = getComputedStyle(form).position === "sticky";
      document.documentElement.style.setProperty("--bar", sticky ? `${form.offsetHeight}px` : "0px");
    };
    new ResizeObserver(measure).observe(form);
    addEventListener("resize", measure);
    const linked = findings[numbers.get(location.hash.slice(1))];
    if (linked) choose(linked);
  }
}
