; The rule language in CLIPS: how values compare, how rows are counted, what conclusions come to.
;
; clips_oracle.py states what a set of rules asks (below: "What is asked"), writes each condition as two defrules, and
; gives the facts of one college through the API. The rest is here.
;
; Whatever is asked has a name, and is asked of a row at a certainty: it holds, it fails, or neither is said. Row 0 is
; the college itself; every other row stands in a list. Rules only ever add, and a NOT looks at nothing but what was
; given before the run, so the order of firing does not matter; counting alone waits until every row is judged.

; What is given

(deftemplate level
  (slot at (type INTEGER) (range 1 3) (default ?NONE)))

(deftemplate day
  (slot is (type INTEGER) (default ?NONE)))

(deftemplate listed
  (slot list (type SYMBOL) (default ?NONE))
  (slot complete (type SYMBOL) (allowed-symbols yes no) (default ?NONE)))

(deftemplate row
  (slot list (type SYMBOL) (default ?NONE))
  (slot id (type INTEGER) (default ?NONE)))

(deftemplate state
  (slot of (type INTEGER) (default ?NONE))
  (slot name (type SYMBOL) (default ?NONE))
  (slot is (type SYMBOL) (allowed-symbols known missing not_asked not_applicable) (default ?NONE)))

(deftemplate figure
  (slot of (type INTEGER) (default ?NONE))
  (slot name (type SYMBOL) (default ?NONE))
  (slot low (type INTEGER) (default ?NONE))
  (slot high (type INTEGER SYMBOL) (allowed-symbols unbounded) (default ?NONE))
  (slot certainty (type INTEGER) (range 1 3) (default ?NONE)))

(deftemplate wording
  (slot of (type INTEGER) (default ?NONE))
  (slot name (type SYMBOL) (default ?NONE))
  (slot text (type STRING) (default ?NONE))
  (slot certainty (type INTEGER) (range 1 3) (default ?NONE)))

(deftemplate in-force
  (slot policy (type SYMBOL) (default ?NONE)))

(deftemplate to-conclude
  (slot key (type SYMBOL) (default ?NONE)))

; What is asked

(deftemplate subject
  (slot name (type SYMBOL) (default ?NONE))
  (slot list (type SYMBOL) (default ?NONE)))

(deftemplate pair
  (slot what (type SYMBOL) (default ?NONE))
  (slot subject (type SYMBOL) (default ?NONE))
  (slot word (type SYMBOL) (allowed-symbols is is_not below at_most above at_least) (default ?NONE))
  (slot operand (type SYMBOL) (default ?NONE))
  (slot factor (type INTEGER) (default ?NONE)))

(deftemplate between
  (slot what (type SYMBOL) (default ?NONE))
  (slot least (type SYMBOL) (default ?NONE))
  (slot most (type SYMBOL) (default ?NONE)))

(deftemplate among
  (slot what (type SYMBOL) (default ?NONE))
  (slot subject (type SYMBOL) (default ?NONE))
  (slot wanted (type SYMBOL) (allowed-symbols yes no) (default ?NONE)))

(deftemplate operand
  (slot of (type SYMBOL) (default ?NONE))
  (slot pair (type SYMBOL) (default ?NONE)))

(deftemplate known
  (slot what (type SYMBOL) (default ?NONE))
  (slot subject (type SYMBOL) (default ?NONE))
  (slot wanted (type SYMBOL) (allowed-symbols yes no) (default ?NONE)))

(deftemplate known-list
  (slot what (type SYMBOL) (default ?NONE))
  (slot list (type SYMBOL) (default ?NONE))
  (slot wanted (type SYMBOL) (allowed-symbols yes no) (default ?NONE)))

(deftemplate policy
  (slot what (type SYMBOL) (default ?NONE))
  (slot policy (type SYMBOL) (default ?NONE)))

(deftemplate earlier
  (slot what (type SYMBOL) (default ?NONE))
  (slot key (type SYMBOL) (default ?NONE))
  (slot floor (type INTEGER) (range 1 3) (default ?NONE)))

(deftemplate count
  (slot what (type SYMBOL) (default ?NONE))
  (slot list (type SYMBOL) (default ?NONE)))

(deftemplate rule
  (slot what (type SYMBOL) (default ?NONE))
  (slot concludes (type SYMBOL) (default ?NONE))
  (slot certainty (type INTEGER) (range 1 3) (default ?NONE))
  (slot since (type INTEGER) (default ?NONE))
  (slot until (type INTEGER SYMBOL) (allowed-symbols never) (default ?NONE)))

; What is found

(deftemplate holds
  (slot what (type SYMBOL) (default ?NONE))
  (slot of (type INTEGER) (default ?NONE))
  (slot at (type INTEGER) (default ?NONE)))

(deftemplate fails
  (slot what (type SYMBOL) (default ?NONE))
  (slot of (type INTEGER) (default ?NONE))
  (slot at (type INTEGER) (default ?NONE)))

(deftemplate passes "A row that a count surely counts."
  (slot what (type SYMBOL) (default ?NONE))
  (slot of (type INTEGER) (default ?NONE))
  (slot at (type INTEGER) (default ?NONE)))

(deftemplate misses "A row that a count surely does not count."
  (slot what (type SYMBOL) (default ?NONE))
  (slot of (type INTEGER) (default ?NONE))
  (slot at (type INTEGER) (default ?NONE)))

(deftemplate span "A number as it is read at a certainty."
  (slot of (type INTEGER) (default ?NONE))
  (slot name (type SYMBOL) (default ?NONE))
  (slot at (type INTEGER) (default ?NONE))
  (slot low (type INTEGER) (default ?NONE))
  (slot high (type INTEGER SYMBOL) (allowed-symbols unbounded) (default ?NONE)))

(deftemplate worded "A word as it is read at a certainty."
  (slot of (type INTEGER) (default ?NONE))
  (slot name (type SYMBOL) (default ?NONE))
  (slot at (type INTEGER) (default ?NONE))
  (slot text (type STRING) (default ?NONE)))

(deftemplate member "An exact number that stands in a set."
  (slot of (type SYMBOL) (default ?NONE))
  (slot at (type INTEGER) (default ?NONE))
  (slot value (type INTEGER) (default ?NONE)))

(deftemplate covered "Each number from the low end of a range up to this one stands in the set."
  (slot what (type SYMBOL) (default ?NONE))
  (slot of (type INTEGER) (default ?NONE))
  (slot at (type INTEGER) (default ?NONE))
  (slot to (type INTEGER) (default ?NONE)))

(deftemplate inside "Whatever the value is, it stands in the set."
  (slot what (type SYMBOL) (default ?NONE))
  (slot of (type INTEGER) (default ?NONE))
  (slot at (type INTEGER) (default ?NONE)))

(deftemplate answered
  (slot of (type INTEGER) (default ?NONE))
  (slot name (type SYMBOL) (default ?NONE))
  (slot is (type SYMBOL) (allowed-symbols yes no) (default ?NONE)))

(deftemplate applies
  (slot what (type SYMBOL) (default ?NONE)))

(deftemplate denied "A rule that adds nothing to its conclusion: it fails, or does not apply on the day."
  (slot what (type SYMBOL) (default ?NONE))
  (slot at (type INTEGER) (default ?NONE)))

; Reading: above its own certainty a fact says nothing

(defrule read-figure
  (figure (of ?r) (name ?n) (low ?low) (high ?high) (certainty ?c))
  (level (at ?l&:(<= ?l ?c)))
  =>
  (assert (span (of ?r) (name ?n) (at ?l) (low ?low) (high ?high))))

(defrule read-wording
  (wording (of ?r) (name ?n) (text ?text) (certainty ?c))
  (level (at ?l&:(<= ?l ?c)))
  =>
  (assert (worded (of ?r) (name ?n) (at ?l) (text ?text))))

; Comparing two spans: sure when every number of one and every number of the other agree

(deffunction before (?high ?low)
  (and (integerp ?high) (< ?high ?low)))

(deffunction not-after (?high ?low)
  (and (integerp ?high) (<= ?high ?low)))

(deffunction surely (?word ?low ?high ?from ?to)
  (switch ?word
    (case is then (and (integerp ?high) (integerp ?to) (= ?low ?high ?from ?to)))
    (case is_not then (or (before ?high ?from) (before ?to ?low)))
    (case below then (before ?high ?from))
    (case at_most then (not-after ?high ?from))
    (case above then (before ?to ?low))
    (case at_least then (not-after ?to ?low))))

(deffunction opposite (?word)
  (switch ?word
    (case is then is_not)
    (case is_not then is)
    (case below then at_least)
    (case at_least then below)
    (case at_most then above)
    (case above then at_most)))

(deffunction scaled (?bound ?factor)
  (if (integerp ?bound) then (* ?bound ?factor) else ?bound))

(defrule numbers-compare
  (pair (what ?w) (subject ?s) (word ?word) (operand ?o) (factor ?f))
  (span (of ?r) (name ?s) (at ?l) (low ?low) (high ?high))
  (span (of 0) (name ?o) (at ?l) (low ?from) (high ?to))
  (test (surely ?word ?low ?high (scaled ?from ?f) (scaled ?to ?f)))
  =>
  (assert (holds (what ?w) (of ?r) (at ?l))))

(defrule numbers-do-not-compare
  (pair (what ?w) (subject ?s) (word ?word) (operand ?o) (factor ?f))
  (span (of ?r) (name ?s) (at ?l) (low ?low) (high ?high))
  (span (of 0) (name ?o) (at ?l) (low ?from) (high ?to))
  (test (surely (opposite ?word) ?low ?high (scaled ?from ?f) (scaled ?to ?f)))
  =>
  (assert (fails (what ?w) (of ?r) (at ?l))))

(defrule words-compare
  (or (and (pair (what ?w) (subject ?s) (word is) (operand ?o))
           (worded (of ?r) (name ?s) (at ?l) (text ?text))
           (worded (of 0) (name ?o) (at ?l) (text ?text)))
      (and (pair (what ?w) (subject ?s) (word is_not) (operand ?o))
           (worded (of ?r) (name ?s) (at ?l) (text ?text))
           (worded (of 0) (name ?o) (at ?l) (text ~?text))))
  =>
  (assert (holds (what ?w) (of ?r) (at ?l))))

(defrule words-do-not-compare
  (or (and (pair (what ?w) (subject ?s) (word is) (operand ?o))
           (worded (of ?r) (name ?s) (at ?l) (text ?text))
           (worded (of 0) (name ?o) (at ?l) (text ~?text)))
      (and (pair (what ?w) (subject ?s) (word is_not) (operand ?o))
           (worded (of ?r) (name ?s) (at ?l) (text ?text))
           (worded (of 0) (name ?o) (at ?l) (text ?text))))
  =>
  (assert (fails (what ?w) (of ?r) (at ?l))))

(defrule subject-is-not-applicable
  (pair (what ?w) (subject ?s))
  (state (of ?r) (name ?s) (is not_applicable))
  (level (at ?l))
  =>
  (assert (fails (what ?w) (of ?r) (at ?l))))

(defrule operand-is-not-applicable
  (pair (what ?w) (subject ?s) (operand ?o))
  (state (of 0) (name ?o) (is not_applicable))
  (subject (name ?s) (list ?list))
  (row (list ?list) (id ?r))
  (level (at ?l))
  =>
  (assert (fails (what ?w) (of ?r) (at ?l))))

; between: at least the one, at most the other

(defrule between-holds
  (between (what ?w) (least ?p) (most ?q))
  (holds (what ?p) (of ?r) (at ?l))
  (holds (what ?q) (of ?r) (at ?l))
  =>
  (assert (holds (what ?w) (of ?r) (at ?l))))

(defrule between-fails
  (between (what ?w) (least ?p) (most ?q))
  (fails (what ?p | ?q) (of ?r) (at ?l))
  =>
  (assert (fails (what ?w) (of ?r) (at ?l))))

; in, not_in: each number of the range stands in the set; none of the members is the value

(defrule member-of-a-set
  (operand (of ?w) (pair ?p))
  (pair (what ?p) (operand ?o) (factor ?f))
  (span (of 0) (name ?o) (at ?l) (low ?x) (high ?x))
  =>
  (assert (member (of ?w) (at ?l) (value (* ?x ?f)))))

(defrule covers-the-low-end
  (among (what ?w) (subject ?s))
  (span (of ?r) (name ?s) (at ?l) (low ?x))
  (member (of ?w) (at ?l) (value ?x))
  =>
  (assert (covered (what ?w) (of ?r) (at ?l) (to ?x))))

(defrule covers-one-more
  (covered (what ?w) (of ?r) (at ?l) (to ?x))
  (member (of ?w) (at ?l) (value ?y&:(= ?y (+ ?x 1))))
  =>
  (assert (covered (what ?w) (of ?r) (at ?l) (to ?y))))

(defrule covers-the-high-end
  (among (what ?w) (subject ?s))
  (span (of ?r) (name ?s) (at ?l) (high ?y))
  (covered (what ?w) (of ?r) (at ?l) (to ?y))
  =>
  (assert (inside (what ?w) (of ?r) (at ?l))))

(defrule word-of-a-set
  (among (what ?w) (subject ?s))
  (worded (of ?r) (name ?s) (at ?l) (text ?text))
  (operand (of ?w) (pair ?p))
  (pair (what ?p) (operand ?o))
  (worded (of 0) (name ?o) (at ?l) (text ?text))
  =>
  (assert (inside (what ?w) (of ?r) (at ?l))))

(defrule in-holds
  (among (what ?w) (wanted yes))
  (inside (what ?w) (of ?r) (at ?l))
  =>
  (assert (holds (what ?w) (of ?r) (at ?l))))

(defrule in-fails "Its pairs ask 'is'."
  (among (what ?w) (wanted yes))
  (operand (of ?w) (pair ?p))
  (fails (what ?p) (of ?r) (at ?l))
  (forall (operand (of ?w) (pair ?q)) (fails (what ?q) (of ?r) (at ?l)))
  =>
  (assert (fails (what ?w) (of ?r) (at ?l))))

(defrule not-in-holds "Its pairs ask 'is_not'."
  (among (what ?w) (wanted no))
  (operand (of ?w) (pair ?p))
  (holds (what ?p) (of ?r) (at ?l))
  (forall (operand (of ?w) (pair ?q)) (holds (what ?q) (of ?r) (at ?l)))
  =>
  (assert (holds (what ?w) (of ?r) (at ?l))))

(defrule not-in-fails-inside
  (among (what ?w) (wanted no))
  (inside (what ?w) (of ?r) (at ?l))
  =>
  (assert (fails (what ?w) (of ?r) (at ?l))))

(defrule not-in-fails-by-one "It is that member, or one of the two is not applicable."
  (among (what ?w) (wanted no))
  (operand (of ?w) (pair ?p))
  (fails (what ?p) (of ?r) (at ?l))
  =>
  (assert (fails (what ?w) (of ?r) (at ?l))))

; known: whether there is an answer, of whatever certainty; of what was not asked neither is said

(defrule is-answered
  (known (subject ?s))
  (state (of ?r) (name ?s) (is known | not_applicable))
  =>
  (assert (answered (of ?r) (name ?s) (is yes))))

(defrule is-not-answered
  (known (subject ?s))
  (subject (name ?s) (list ?list))
  (row (list ?list) (id ?r))
  (not (state (of ?r) (name ?s) (is ~missing)))
  =>
  (assert (answered (of ?r) (name ?s) (is no))))

(defrule known-as-wanted
  (known (what ?w) (subject ?s) (wanted ?is))
  (answered (of ?r) (name ?s) (is ?is))
  (level (at ?l))
  =>
  (assert (holds (what ?w) (of ?r) (at ?l))))

(defrule known-other-than-wanted
  (known (what ?w) (subject ?s) (wanted ?is))
  (answered (of ?r) (name ?s) (is ~?is))
  (level (at ?l))
  =>
  (assert (fails (what ?w) (of ?r) (at ?l))))

(defrule list-known-as-wanted
  (level (at ?l))
  (or (and (known-list (what ?w) (list ?list) (wanted yes)) (listed (list ?list)))
      (and (known-list (what ?w) (list ?list) (wanted no)) (not (listed (list ?list)))))
  =>
  (assert (holds (what ?w) (of 0) (at ?l))))

(defrule list-known-other-than-wanted
  (level (at ?l))
  (or (and (known-list (what ?w) (list ?list) (wanted no)) (listed (list ?list)))
      (and (known-list (what ?w) (list ?list) (wanted yes)) (not (listed (list ?list)))))
  =>
  (assert (fails (what ?w) (of 0) (at ?l))))

; Policies: not in force unless known to be

(defrule policy-in-force
  (policy (what ?w) (policy ?p))
  (in-force (policy ?p))
  (level (at ?l))
  =>
  (assert (holds (what ?w) (of 0) (at ?l))))

(defrule policy-not-in-force
  (policy (what ?w) (policy ?p))
  (not (in-force (policy ?p)))
  (level (at ?l))
  =>
  (assert (fails (what ?w) (of 0) (at ?l))))

; Counting: at least the rows that pass, at most those that do not miss, and no bound unless the list is complete

(defrule count-rows
  (declare (salience -1))
  (count (what ?w) (list ?list))
  (level (at ?l))
  =>
  (bind ?least (length$ (find-all-facts ((?p passes)) (and (eq ?p:what ?w) (= ?p:at ?l)))))
  (bind ?rows (length$ (find-all-facts ((?k row)) (eq ?k:list ?list))))
  (bind ?missed (length$ (find-all-facts ((?m misses)) (and (eq ?m:what ?w) (= ?m:at ?l)))))
  (bind ?complete (any-factp ((?k listed)) (and (eq ?k:list ?list) (eq ?k:complete yes))))
  (assert (span (of 0) (name ?w) (at ?l) (low ?least) (high (if ?complete then (- ?rows ?missed) else unbounded)))))

; Rules and conclusions

(defrule rule-applies
  (rule (what ?w) (since ?since) (until ?until))
  (day (is ?day&:(<= ?since ?day)))
  (test (or (eq ?until never) (<= ?day ?until)))
  =>
  (assert (applies (what ?w))))

(defrule rule-does-not-apply
  (rule (what ?w) (since ?since) (until ?until))
  (day (is ?day))
  (test (or (< ?day ?since) (and (integerp ?until) (> ?day ?until))))
  (level (at ?l))
  =>
  (assert (denied (what ?w) (at ?l))))

(defrule rule-fails
  (rule (what ?w))
  (fails (what ?w) (at ?l))
  =>
  (assert (denied (what ?w) (at ?l))))

(defrule conclusion-holds
  (rule (what ?w) (concludes ?key) (certainty ?c))
  (holds (what ?w) (at ?l&:(<= ?l ?c)))
  =>
  (assert (holds (what ?key) (of 0) (at ?l))))

(defrule conclusion-fails
  (to-conclude (key ?key))
  (level (at ?l))
  (forall (rule (what ?w) (concludes ?key)) (denied (what ?w) (at ?l)))
  =>
  (assert (fails (what ?key) (of 0) (at ?l))))

(defrule earlier-holds "At the higher of the floor and the present certainty."
  (earlier (what ?w) (key ?key) (floor ?floor))
  (level (at ?l))
  (holds (what ?key) (at ?h&:(= ?h (max ?l ?floor))))
  =>
  (assert (holds (what ?w) (of 0) (at ?l))))

(defrule earlier-fails
  (earlier (what ?w) (key ?key) (floor ?floor))
  (level (at ?l))
  (fails (what ?key) (at ?h&:(= ?h (max ?l ?floor))))
  =>
  (assert (fails (what ?w) (of 0) (at ?l))))
