() => {
  const tabOf = element => element.closest('[role=tabpanel]') || document;

  // A link to a provision opens it in the reading pane of the same tab; closing the pane leads back to the link.
  let followed = null;
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="#read/"]');
    if (!link) return;
    event.preventDefault();
    if (!link.closest('.reading')) followed = link;
    const pane = tabOf(link).querySelector('.prose.reading-pane');
    if (pane) pane.dispatchEvent(new CustomEvent('read', { detail: link.getAttribute('href') }));
  });

  // Tabs are chosen with the arrow keys, as in other programs.
  document.addEventListener('keydown', event => {
    const tab = event.target.closest('[role=tab]');
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tab || !step) return;
    const tabs = [...tab.parentElement.querySelectorAll('[role=tab]')].filter(item => item.offsetParent);
    const next = tabs.at((tabs.indexOf(tab) + step) % tabs.length);
    next.focus();
    next.click();
  });

  const style = () =>
    (document.querySelector('#citation-style input:checked')?.value || 'OSCOLA').toLowerCase();

  document.addEventListener('click', async event => {
    const button = event.target.closest('button.copy');
    if (!button) return;
    const text = button.dataset[style()];
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not copied: the browser refused';
    }
    setTimeout(() => { button.textContent = label; }, 1500);
  });

  const choose = dark => {
    document.body.classList.toggle('dark', dark);
    localStorage.setItem('dark', dark ? 'yes' : 'no');
  };
  const chosen = localStorage.getItem('dark');
  if (chosen) choose(chosen === 'yes');

  // Gradio 6.31 forgets to name the button that chooses other files.
  new MutationObserver(() => {
    document.querySelectorAll('button[aria-label="common.upload"]').forEach(button => {
      button.setAttribute('aria-label', 'Choose other files');
    });
  }).observe(document.body, { childList: true, subtree: true });

  window.solidarity = {
    back: () => followed?.focus(),
    toggleDark: () => choose(!document.body.classList.contains('dark')),
    save: file => {
      const bytes = Uint8Array.from(atob(file.content), sign => sign.charCodeAt(0));
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([bytes]));
      link.download = file.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    },
  };
}
