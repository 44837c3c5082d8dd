"use strict";
// Filters, sorting, what marks of the pictures say, and the commands of "what if". The page reads
// the same without it. Text of cities is only ever set as text.
(() => {
  const data = JSON.parse(document.getElementById("plan-data").textContent);
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const points = (value) => say("{points} points", { points: Math.abs(value).toLocaleString("en-US") });

  // Languages: each text of the page knows what it is in the others.
  const tongues = JSON.parse(document.getElementById("languages").textContent);
  const here = () => Math.max(tongues.languages.indexOf(document.documentElement.lang), 0);
  const say = (text, values = {}) => (tongues.words[text]?.[here()] ?? text)
    .replace(/\{(\w+)\}/g, (gap, name) => values[name] ?? gap);
  const texts = [];
  const read = (element) => {
    for (const name of ["lang", "aria-label", "data-label", "data-tip"]) {
      if (element.hasAttribute(name)) texts.push(element.getAttributeNode(name));
    }
    if (element.localName === "script" || element.localName === "style") return;
    for (const node of element.childNodes) {
      if (node.nodeType === Node.ELEMENT_NODE) read(node);
      else if (node.nodeType === Node.TEXT_NODE && /[^ \t\r\n\f]/.test(node.nodeValue)) texts.push(node);
    }
  };
  read(document.documentElement);
  const changing = tongues.at.flatMap((row, at) => (row < 0 ? [] : [[texts[at], tongues.rows[row]]]));
  const again = [];
  const speak = (language) => {
    const column = tongues.languages.indexOf(language);
    for (const [text, row] of changing) text.nodeValue = row[column];
    for (const tell of again) tell();
  };
  const languages = find("#language");
  if (languages) {
    languages.value = document.documentElement.lang;
    languages.addEventListener("input", () => speak(languages.value));
  }
  const name = (city) => data.names[city][here()];
  const folder = decodeURIComponent(location.pathname).replace(/\/[^/]*$/, "") || ".";
  const quoted = (text) => (/^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

  // A form tells that it is reset before its fields are; what follows reads the fields.
  const onReset = (form, then) => find("[type=reset]", form).addEventListener("click", (event) => {
    event.preventDefault();
    form.reset();
    then();
  });

  for (const part of all("[data-script]")) part.hidden = false;

  // The table of proposals: filter and sort.
  const rows = all(".overview tbody tr");
  const tools = find("#tools");
  if (tools && rows.length) {
    const [text, theme, grade] = ["#by-city", "#by-theme", "#by-grade"].map((id) => find(id));
    const shown = find("#shown");
    const apply = () => {
      let count = 0;
      rows.forEach((row, at) => {
        const pair = data.pairs[row.dataset.at];
        const names = [...pair.ids.flatMap((id) => [id, ...data.names[id]]), ...pair.locals].join(" ");
        const fits =
          names.toLowerCase().includes(text.value.trim().toLowerCase()) &&
          (!theme.value || pair.themes.includes(Number(theme.value))) &&
          (!grade || !grade.value || pair.grade === grade.value);
        row.hidden = !fits;
        const card = document.getElementById(row.dataset.card || "");
        if (card) card.hidden = !fits;
        count += fits;
      });
      shown.textContent = say("{count} of {all} exchanges", { count, all: rows.length });
    };
    again.push(apply);
    for (const field of [text, theme, grade]) if (field) field.addEventListener("input", apply);
    onReset(tools, apply);
    tools.addEventListener("submit", (event) => event.preventDefault());
    apply();

    const order = {
      number: (p) => p.number,
      name: (p) => p.ids.map(name).join(" "),
      score: (p) => p.score,
      least: (p) => Math.min(...p.satisfaction.map((share) => share ?? -1)),
      grade: (p) => ["fragile", "likely", "core"].indexOf(p.grade),
    };
    const compared = (a, b) => (typeof a === "string" ? a.localeCompare(b, document.documentElement.lang) : a - b);
    const opposite = { ascending: "descending", descending: "ascending" };
    const heads = all(".overview th[data-sort]");
    for (const head of heads) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const way = opposite[head.getAttribute("aria-sort")] || head.dataset.first || "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", way);
        const key = (row) => order[head.dataset.sort](data.pairs[row.dataset.at]);
        rows.sort((x, y) => (way === "ascending" ? 1 : -1) * compared(key(x), key(y))
          || x.dataset.at - y.dataset.at);
        find(".overview tbody").append(...rows);
      });
    }
  }

  // What a mark of a picture says: to the pointer, or one after the other to the arrow keys.
  const tip = find("#tip");
  let told = null;
  const tell = (mark, x, y) => {
    told?.classList.remove("told");
    told = mark;
    tip.hidden = !mark;
    if (!mark) return;
    mark.classList.add("told");
    tip.textContent = mark.dataset.tip;
    tip.style.left = `${Math.max(Math.min(x + 14, scrollX + innerWidth - tip.offsetWidth - 8), scrollX + 8)}px`;
    tip.style.top = `${y + 16}px`;
  };
  const point = (event) => tell(event.target.closest?.("[data-tip]"), event.pageX, event.pageY);
  const middle = (mark) => {
    const box = mark.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };
  const step = (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const shown = all("[data-tip]", event.currentTarget).filter((mark) => mark.getClientRects().length);
    const column = shown.filter((mark) => told && Math.abs(middle(mark)[0] - middle(told)[0]) < 1);
    const marks = /Up|Down/.test(event.key) && column.length > 1 ? column : shown;
    const at = marks.indexOf(told);
    let next = marks[at + by] || marks[by > 0 ? 0 : marks.length - 1];
    // A dot lies on its field and says the same.
    if (at >= 0 && next.dataset.tip === told.dataset.tip) next = marks[at + 2 * by] || next;
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
    const [x, y] = middle(next);
    tell(next, x + scrollX, y + scrollY);
  };
  for (const region of all(".chart .scroll")) {
    region.addEventListener("pointermove", point);
    region.addEventListener("pointerdown", point);
    region.addEventListener("pointerleave", () => tell(null));
    region.addEventListener("keydown", step);
    region.addEventListener("blur", () => tell(null));
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") tell(null); });

  // What if: what was worked out before, and the command that works out the rest.
  const form = find("#what-if-form");
  if (!form) return;
  const [action, pair, first, second] = ["#action", "#pair", "#first", "#second"].map((id) => find(id));
  const [said, command] = [find("#what-if-said"), find("#what-if-command")];
  const list = (items) => {
    said.replaceChildren(...items.map((item) => {
      const line = document.createElement("li");
      line.textContent = item;
      return line;
    }));
  };
  // Files that are not the bundled ones are named in capitals: the page does not know where they are.
  const { programme, profiles, held } = data.commands;
  const line = (...words) => ["matcher", ...words].filter(Boolean).join(" ");
  const propose = (...words) => line("propose", ...words, profiles, held, "--out runs/what-if");
  const touched = (ids) => data.pairs.filter((p) => p.ids.some((id) => ids.includes(id)));
  const named = (p) => say("{a} with {b}", { a: name(p.ids[0]), b: name(p.ids[1]) });
  const joined = (items) => items.join(say("; "));
  const alternate = (other) => {
    const values = { city: name(other.id), score: points(other.score) };
    if (other.loss == null) return say("{city} ({score})", values);
    const loss = points(other.loss);
    return other.loss >= 0 ? say("{city} ({score}, which costs the plan {loss})", { ...values, loss })
      : say("{city} ({score}, which would add {loss})", { ...values, loss });
  };
  const declined = () => {
    const p = data.pairs[pair.value];
    const lines = p.ids.map((id) => {
      const next = p.alternates[id];
      return next.length ? say("Next by score for {city}: {cities}.", { city: name(id), cities: joined(next.map(alternate)) })
        : say("{name} has no other permitted partner.", { name: name(id) });
    });
    list([say("{pair} falls away: {points}.", { pair: named(p), points: points(p.score) }), ...lines]);
    return action.value === "decline"
      ? line("replan", quoted(folder), "--declined", p.ids.join(":"), profiles)
      : propose(programme, "--forbid", p.ids.join(":"));
  };
  const pinned = () => {
    const ids = [first.value, second.value];
    const same = data.pairs.find((p) => ids.every((id) => p.ids.includes(id)));
    if (ids[0] === ids[1]) { list([say("Choose two different cities.")]); return ""; }
    if (same) { list([say("{pair} is in the plan already.", { pair: named(same) })]); return ""; }
    const hit = touched(ids);
    const known = hit.flatMap((p) => ids.map((id, end) =>
      (p.alternates[id] || []).find((other) => other.id === ids[1 - end]))).find((other) => other?.loss != null);
    const worth = known && { pair: named({ ids }), score: points(known.score),
      total: points(data.total - known.loss), loss: points(known.loss) };
    list([hit.length ? say("It may take the place of {pairs}.", { pairs: joined(hit.map(named)) })
      : say("Neither city is in an exchange of the plan."),
      ...(!known ? [] : [known.loss >= 0
        ? say("{pair} has {score}; the best plan with it has {total}, {loss} fewer than this one.", worth)
        : say("{pair} has {score}; the best plan with it has {total}, {loss} more than this one.", worth)]),
      say("Who loses what is answered by the first command; the second makes the plan.")]);
    return [line("explain", quoted(folder), ...ids, profiles), propose(programme, "--pin", ids.join(":"))].join("\n");
  };
  const weighed = () => {
    const given = all("[data-weight]").map((field) => Math.max(Number(field.value) || 0, 0));
    const sum = given.reduce((a, b) => a + b, 0);
    if (!sum) { list([say("Give at least one weight.")]); return ""; }
    const weights = given.map((value) => value / sum);
    // Written with six decimals they must still add up to one: the largest remainders are rounded up.
    const millionths = weights.map((value) => Math.floor(value * 1e6));
    const left = 1e6 - millionths.reduce((a, b) => a + b, 0);
    weights.map((value, at) => [value * 1e6 - millionths[at], at]).sort((x, y) => y[0] - x[0])
      .slice(0, left).forEach(([, at]) => { millionths[at] += 1; });
    const moved = data.parts.map((part, at) => weights[at] - part.weight);
    const most = moved.map(Math.abs).indexOf(Math.max(...moved.map(Math.abs)));
    const part = data.parts[most];
    const others = (1 - weights[most]) / (1 - part.weight || 1);
    const alone = moved.every((_, at) => at === most
      || Math.abs(weights[at] - data.parts[at].weight * others) < 0.0006);
    const broken = data.pairs.filter((p) => p.nearest && p.nearest.part === part.key
      && Math.sign(p.nearest.move) === Math.sign(moved[most])
      && Math.abs(moved[most]) * 100 >= Math.abs(p.nearest.move));
    const lines = [];
    if (Math.abs(moved[most]) < 5e-7) lines.push(say("These are the weights of the plan."));
    else if (!data.pairs.some((p) => p.grade)) lines.push(say("How the weights act was not worked out for this plan."));
    else if (alone) lines.push(broken.length
      ? say("With {part} at {weight}%, these leave the plan: {pairs}. Others may follow.", { part: part.titles[here()],
        weight: (100 * weights[most]).toFixed(1), pairs: joined(broken.map(named)) })
      : say("No exchange has this weight as its nearest breaking point so far; the command says what the best plan is."));
    else lines.push(say("Several weights move at once; the command says what the best plan is."));
    list(lines);
    const table = data.parts.map((p, at) => `${p.key} = ${(millionths[at] / 1e6).toFixed(6)}`).join("\n");
    const copy = `${data.programme}.toml`;
    return [`# in a copy of the programme file, ${copy}`, "[weights]", table, "", "# then", propose("--programme", copy),
      line("compare", quoted(folder), `runs/what-if/${data.programme}`, profiles)].join("\n");
  };
  const answer = () => {
    const kind = action.value;
    for (const field of all("[data-for]", form)) field.hidden = !field.dataset.for.split(" ").includes(kind);
    const asked = { decline: declined, forbid: declined, pin: pinned, weights: weighed }[kind];
    command.textContent = asked();
    find("#what-if-files").hidden = !/--(programme PROGRAMME\.toml|profiles PROFILES)( |$)/m.test(command.textContent);
    find("#what-if-how").hidden = !command.textContent;
  };
  form.addEventListener("input", answer);
  form.addEventListener("submit", (event) => event.preventDefault());
  onReset(form, answer);
  find("#copy").addEventListener("click", async () => {
    const said = find("#copied");
    try {
      await navigator.clipboard.writeText(command.textContent);
      said.textContent = say("Copied.");
    } catch {
      getSelection().selectAllChildren(command);
      said.textContent = say("Selected: copy it with the keyboard.");
    }
  });
  again.push(answer);
  answer();
})();
