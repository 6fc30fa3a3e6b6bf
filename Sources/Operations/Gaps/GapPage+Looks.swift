extension GapReport {
  /// Readable in light and dark, on a phone as one card a group.
  static let style = """
    :root { --ink: #1b1f24; --paper: #fff; --faint: #57606a; --line: #d0d7de; --bar: #0969da; --soft: #f6f8fa }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e6edf3; --paper: #0d1117; --faint: #9198a1; --line: #3d444d; --bar: #4493f8; --soft: #151b23 }
    }
    * { box-sizing: border-box }
    [hidden] { display: none !important }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
    main { max-width: 1200px; margin: 0 auto; padding: 1rem }
    h1 { font-size: 1.4rem; margin: .5rem 0 }
    p { margin: .5rem 0; color: var(--faint) }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 1rem }
    figure { margin: 0; padding: .75rem; border: 1px solid var(--line); border-radius: 6px; background: var(--soft) }
    figcaption { font-weight: 600; margin-bottom: .5rem }
    svg { display: block; width: 100%; height: auto }
    svg rect { fill: var(--bar) }
    svg line { stroke: var(--line) }
    svg text { fill: var(--ink); font-size: 13px }
    .search { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 1rem 0 }
    input { flex: 1 1 16rem; min-height: 2.5rem; padding: .25rem .75rem; font: inherit; color: inherit;
      background: var(--paper); border: 1px solid var(--faint); border-radius: 6px }
    table { width: 100%; border-collapse: collapse }
    th, td { text-align: left; vertical-align: top; padding: .5rem; border-bottom: 1px solid var(--line) }
    th { position: sticky; top: 0; background: var(--paper) }
    .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
    time { white-space: nowrap }
    code { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap }
    summary { cursor: pointer; min-height: 1.5rem }
    :focus-visible { outline: 2px solid var(--bar); outline-offset: 2px }
    ul { margin: .5rem 0; padding-left: 1.2rem }
    @media (max-width: 700px) {
      svg text { font-size: 17px }
      table, tbody { display: block }
      thead { display: block; position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
      tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line) }
      td, td.number { display: block; padding: .15rem 0; border: 0; text-align: left; overflow-wrap: anywhere }
      td[data-label] { display: inline-block; margin-right: 1rem }
      td[data-label]::before { content: attr(data-label) ": "; color: var(--faint) }
      summary { min-height: 2.75rem }
    }
    @media print { .search { display: none } }
    """

  /// Hides the rows that lack one of the words; without script the whole table stays.
  static let script = """
    const rows = Array.from(document.querySelectorAll("tbody tr"));
    const texts = rows.map(row => row.textContent.toLowerCase());
    const field = document.getElementById("search");
    const shown = document.getElementById("shown");
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
      let count = 0;
      rows.forEach((row, index) => {
        row.hidden = !words.every(word => texts[index].includes(word));
        if (!row.hidden) count += 1;
      });
      shown.textContent = count + " of " + rows.length + " groups";
    });
    document.addEventListener("keydown", event => {
      if (event.key === "/" && document.activeElement !== field) { event.preventDefault(); field.focus(); }
    });
    """
}
