import { fetchSamples } from './samples.ts';

const looks = {
  vi: '',
  en: 'language=en',
  large: 'textSize=large',
  largest: 'textSize=largest',
  'black on white': 'contrast=black-on-white',
  'white on black': 'contrast=white-on-black',
  'low glare': 'contrast=low-glare',
  'low screen': 'low=yes',
  'low screen, largest': 'low=yes&textSize=largest',
  idle: 'idle=20',
  help: 'help=waiting',
};

const table = document.querySelector('#pages');
for (const [name, states] of Object.entries(await fetchSamples()))
  for (const at of states.keys()) {
    const row = document.createElement('tr');
    const [title, links] = [document.createElement('td'), document.createElement('td')];
    title.textContent = `${name} ${at + 1}`;
    for (const [look, query] of Object.entries(looks)) {
      const link = document.createElement('a');
      link.href = `page.html?page=${name}&state=${at}&${query}`;
      link.textContent = look;
      links.append(link);
    }
    row.append(title, links);
    table?.append(row);
  }
