import { html, type Markup } from './html.ts';

/** How to read it, and what it does not say. */
export const reading = (): Markup => html`<section id="reading" aria-labelledby="reading-title">
<h2 id="reading-title">How to read this</h2>
<div class="two">
<div><h3>What the words mean</h3>
<dl class="words">
<div><dt>Not met</dt><dd>The rule is violated, and the request or setting that shows it is given.</dd></div>
<div><dt>Cannot tell</dt><dd>Something could not be read or is outside what can be decided. It is not said to be in order.</dd></div>
<div><dt>In order</dt><dd>For bucket policies: proven for all requests, not only for those that were tried.</dd></div>
<div><dt>Critical</dt><dd>Conversations are open to others, or are being lost.</dd></div>
<div><dt>High</dt><dd>One more mistake away from it.</dd></div>
<div><dt>Medium, low</dt><dd>What limits or traces the damage.</dd></div>
</dl></div>
<div><h3>What this does not say</h3>
<ul>
<li>It is what was found at the time above; who changed something afterwards is in CloudTrail.</li>
<li>Service control policies, resource control policies, VPC endpoint and access point policies are not looked at.</li>
<li>Who may listen to recordings inside Amazon Connect is decided by its security profiles, which are not looked at.</li>
<li>Copies that somebody has made elsewhere are not known.</li>
</ul></div>
</div>
</section>`;
