"""What sentences of law do with their content. No long run of words is from a real instrument; its turns of phrase are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verifying.modality import Force, Modality, agrees, force_of

SENTENCES: dict[Modality, list[str]] = {
    "prohibition": [
        "No one shall be subjected to torture.",
        "No one shall be held in slavery; the slave trade shall end in every form.",
        "No Contracting State shall expel a refugee in any manner whatsoever.",
        "The benefit of this article may not, however, be claimed by a convicted spy.",
        "No exceptional circumstances whatsoever, whether war or its threat, may be invoked to justify torture.",
        "An order from a superior officer may not be invoked as a justification of torture.",
        "Nothing in this Declaration may be interpreted as implying a right to destroy another's.",
        "This provision shall not be construed as authorizing any derogation from the Covenant.",
        "Sentence of death shall not be imposed on persons below eighteen years of age.",
        "In no case may a people be robbed of its own means of subsistence.",
        "At no time may a hospital be the object of attack.",
        "Under no circumstances may a prisoner of war be starved.",
        "A person shall under no circumstances be tried twice for the same act.",
        "Neither the child nor the parents shall be subjected to arbitrary interference.",
        "A treaty cannot bind a third State without its consent.",
        "All Members shall refrain in their international relations from the use of force.",
        "States Parties shall abstain from interference in elections.",
        "It is not lawful to punish a person for having fled.",
        "The State has no power to take away a nationality.",
        "Judges are barred from sitting in their own cause.",
        "Nobody may be held guilty of an act that was no crime when it was done.",
        "The police have no right to search a home.",
        "Propaganda for war shall be prohibited by law.",
        # Everyday wording
        "States must never return a person to a country where torture awaits.",
        "A landlord can't put a family on the street in winter.",
        "It is forbidden to employ children in mines.",
        "The Covenant rules out any law that would silence the press.",
        "States are not allowed to close their borders to those who flee.",
        "Women mustn't be dismissed because they are pregnant.",
        "Neither side can leave the agreement.",
    ],
    "obligation": [
        "Each State Party undertakes to take steps to the maximum of its available resources.",
        "States Parties undertake to prohibit racial discrimination.",
        "Each State Party shall take effective measures to prevent acts of torture.",
        "All persons deprived of their liberty shall be treated with humanity.",
        "States Parties shall respect the right of the child to freedom of thought.",
        "Persons committing genocide shall be punished.",
        "Every treaty in force must be performed in good faith.",
        "The Contracting States pledge themselves to co-operate with the Organisation.",
        "It is the duty of the court to hear both sides.",
        # Two negations oblige
        "A State cannot refuse shelter to a shipwrecked crew.",
        "The authorities may not deny a lawyer to the accused.",
        "States shall not ignore a call for help at sea.",
        # Everyday wording
        "Governments have to hear minorities before they decide.",
        "A State is obliged to investigate every death in custody.",
        "Wealthy States owe assistance to poorer ones.",
        "States have a responsibility to protect those on their territory.",
    ],
    "permission": [
        "A State Party may at any time recognize the competence of the Committee.",
        "Any State Party may propose an amendment to the Secretary-General.",
        "Each State is free to grant better treatment than this.",
        "Accession remains possible after that day.",
        "A party is at liberty to withdraw at twelve months' notice.",
        "The Convention is open to every Member for signature.",
        "States are permitted to limit this right.",
        "It is not forbidden to criticise the government.",
        # Everyday wording
        "The Council can set up subsidiary bodies.",
        "The law allows workers to strike.",
        "A treaty lets its parties leave.",
    ],
    "exemption": [
        "A State need not publish the names of its witnesses.",
        "No one may be compelled to belong to an association.",
        "No child shall be compelled to testify or to confess guilt.",
        "States are not obliged to admit every migrant.",
        "A treaty does not bind a third State.",
        "Each State is free to decide whether it ratifies.",
        "States Parties have no obligation to disclose such information.",
        "Whether to prosecute lies in the discretion of the State.",
        "The arbitration clause of the Protocol is optional.",
        "A refugee shall not be required to pay more.",
        # Everyday wording
        "Countries do not have to share their military secrets.",
        "A witness needn't answer such a question.",
        "Each village divides the catch as it likes.",
    ],
    "right": [
        "Everyone has the right to life, liberty and security of person.",
        "Every human being has the inherent right to life.",
        "All peoples have the right of self-determination.",
        "Men and women are entitled to equal rights as to marriage.",
        # To be deprived of nothing is a right
        "No one shall be arbitrarily deprived of his life.",
        "Nobody may be denied the right to education.",
        # Everyday wording
        "Patients enjoy the right to see their files.",
        "Freedom of movement belongs to everybody.",
    ],
    "recommendation": [
        "States should consider the ratification of the Convention.",
        "The Independent Expert recommends that States share vaccines.",
        "Governments are encouraged to fund civil society.",
        "States are invited to report every year.",
        "Companies ought to publish their supply chains.",
        "States endeavour to reduce the debt of poor countries.",
    ],
    "none": [
        "Genocide means the destruction of a group.",
        "Peace is more than the absence of war.",
        "The Convention was adopted in Geneva in 1951.",
        "Solidarity is a value of the Charter.",
        "Tenants who cannot pay the rent lose their homes.",
        "A boat which cannot sail stays in the harbour.",
        "Genocide is a set of acts committed against a group.",
        "",
    ],
}
MODALITIES = list(SENTENCES)


@pytest.mark.parametrize(
    ("modality", "sentence"), [(modality, text) for modality, texts in SENTENCES.items() for text in texts]
)
def test_a_sentence_has_the_modality_that_a_lawyer_reads_in_it(modality: Modality, sentence: str) -> None:
    assert force_of(sentence).modality == modality


@pytest.mark.parametrize("modality", MODALITIES)
def test_letter_case_changes_no_modality(modality: Modality) -> None:
    for sentence in SENTENCES[modality]:
        assert force_of(sentence.upper()) == force_of(sentence.lower()) == force_of(sentence)


def test_the_operator_that_comes_first_decides_and_all_are_kept() -> None:
    force = force_of("Any State may report, but it need not do so; it must not lie.")
    assert force.modality == "permission"
    assert force.modalities == {"permission", "exemption", "prohibition"}


@pytest.mark.parametrize(
    "sentence",
    ["States shall ensure that no child is harmed.", "Governments shall see to it that nobody starves."],
)
def test_a_duty_to_let_nothing_happen_forbids_as_well(sentence: str) -> None:
    assert force_of(sentence).modalities == {"obligation", "prohibition"}


@pytest.mark.parametrize(
    ("flag", "sentences"),
    [
        (
            "negated",
            [
                "No one shall be enslaved.",
                "States do not report.",
                "States don't report.",
                "The treaty binds neither side.",
                "Slavery is abolished.",
                "The appeal was rejected.",
                "They lack the means.",
                "Crew members are exempt from the fee.",
                "Nothing may be taken from the accused.",
            ],
        ),
        (
            "softly_negated",
            [
                "It was decided without notice.",
                "Everyone is protected from hunger.",
                "They fail to act.",
                "States shall prevent such acts.",
                "Work is free from danger.",
            ],
        ),
        (
            "excepts",
            [
                "Everyone may leave unless a court decides otherwise.",
                "States receive all persons except spies.",
                "Boats sail freely, save in time of war.",
                "Notwithstanding paragraph 1, a fee is due.",
                "The seizure is subject to review.",
                "The benefit may not, however, be claimed by a spy.",
                "The right is limited only if a court agrees.",
                "Fines apply, with the exception of those of minors.",
            ],
        ),
        (
            "restricts",
            [
                "Only a judge may order it.",
                "This is solely for judges.",
                "No one but a judge may order it.",
                "Just one judge sits.",
                "Nobody but a judge signs.",
                "Poverty merely delays it.",
            ],
        ),
        (
            "absolute",
            [
                "Consuls visit at all times.",
                "This holds in every case.",
                "Torture is a crime even in war.",
                "Nobody is tortured, however grave the crime.",
                "The ban has no limits and holds without exception.",
                "They never return.",
                "The right is absolute.",
            ],
        ),
        (
            "contrasts",
            [
                "A court rather than the police decides.",
                "The court, not the police, decides.",
                "Care is given instead of prison.",
                "Judges decide and not officers.",
                "It is a right, as opposed to a favour.",
            ],
        ),
    ],
)
def test_a_sentence_raises_its_flag(flag: str, sentences: list[str]) -> None:
    assert [sentence for sentence in sentences if not getattr(force_of(sentence), flag)] == []


@pytest.mark.parametrize(
    ("flag", "sentences"),
    [
        ("negated", ["States shall report each year.", "A notable bank grants a loan.", "The banner was shown."]),
        ("softly_negated", ["States shall report each year.", "Boats are safer.", "The endless sea."]),
        ("excepts", ["States shall save lives.", "An exceptional harvest.", "The subject of the treaty is fishing."]),
        ("restricts", ["A just cause.", "Every judge may order it.", "The sailor lives alone."]),
        ("absolute", ["However, a fee is due.", "An even number of judges sits.", "In this case, a fee is due."]),
        ("contrasts", ["This is not lawful.", "It is rather cold.", "Boats and nets are free."]),
    ],
)
def test_a_sentence_without_such_words_raises_no_flag(flag: str, sentences: list[str]) -> None:
    assert [sentence for sentence in sentences if getattr(force_of(sentence), flag)] == []


@pytest.mark.parametrize(
    ("sentence", "denies"),
    [
        ("No one shall be enslaved.", True),
        ("Boats sail without a fee.", True),
        ("The Covenant bars torture.", True),
        ("Everyone may leave unless a court decides otherwise.", True),
        ("Only a judge may order it.", True),
        ("Everyone has the right to rest.", False),
        ("States shall report each year.", False),
    ],
)
def test_a_sentence_denies_by_any_word_that_can_say_what_a_prohibition_says(sentence: str, denies: bool) -> None:
    assert force_of(sentence).denies is denies


@pytest.mark.parametrize(
    ("sentence", "operators"),
    [
        ("Peace is more than the absence of war.", (0, 0, 0)),
        ("States shall report and must publish the report.", (2, 0, 0)),
        ("A State may report, and it is free to publish.", (0, 2, 0)),
        ("States undertake to report and may publish.", (1, 1, 0)),
        ("Everyone shall have the right to rest.", (0, 1, 0)),
        ("Everyone shall be free to leave.", (0, 1, 0)),
        ("Boats do not sail, and nets never dry.", (0, 0, 2)),
        ("No one shall be enslaved.", (1, 0, 1)),
        ("No one may be enslaved.", (1, 0, 1)),
        ("No one shall starve, nor may anybody freeze.", (2, 0, 2)),
        ("A State has to report.", (1, 0, 0)),
    ],
)
def test_operators_are_counted(sentence: str, operators: tuple[int, int, int]) -> None:
    assert force_of(sentence).operators == operators


@pytest.mark.parametrize(
    ("forbidden", "also_forbidden"),
    [
        ("No State may expel a refugee.", "No State shall expel a refugee."),
        ("It may not do so.", "It shall not do so."),
    ],
)
def test_may_not_and_shall_not_count_as_the_same_operators(forbidden: str, also_forbidden: str) -> None:
    assert force_of(forbidden).operators == force_of(also_forbidden).operators


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("No one may be tortured.", "No one shall be subjected to torture."),
        ("Torture is forbidden.", "No one shall be subjected to torture."),
        ("Nobody may be enslaved.", "Slavery is not lawful anywhere."),
        ("States must not return refugees to danger.", "No Contracting State shall expel or return a refugee."),
        ("A superior's order never justifies torture.", "An order from a superior may not be invoked."),
        ("Everyone has the right to an education.", "States shall make primary education available to all."),
        ("States must respect free thought.", "Everyone has the right to freedom of thought."),
        ("States must prohibit war propaganda.", "Propaganda for war is prohibited."),
        ("Workers may form unions.", "Everyone has the right to form and to join trade unions."),
        ("Workers have the right to strike.", "The law allows workers to strike."),
        ("A State may leave the treaty.", "A State Party may denounce this Covenant."),
        ("A State need not admit every migrant.", "States are not obliged to admit every migrant."),
        ("A State may refuse the request.", "Each State is free to decide on the request."),
        ("States need not follow the report.", "The report recommends that States share vaccines."),
        ("States should share vaccines.", "The report recommends that States share vaccines."),
        ("Only judges may order an arrest.", "No arrest shall be made except on the order of a judge."),
        ("Everyone may be heard unless it harms a child.", "No one shall be heard except where no child is harmed."),
        ("A person may be arrested only on lawful grounds.", "No one shall be deprived of liberty without grounds."),
        ("Genocide is the killing of a group.", "Genocide means acts against a group."),
        ("The Committee has eighteen members.", "There shall be a Committee of eighteen experts."),
        ("States must hear the child.", "Peace is more than the absence of war."),
        ("Refugees must not be returned.", "Everyone has the right not to be returned to danger."),
        ("Third States are not bound by it.", "A treaty does not bind a third State."),
    ],
)
def test_a_text_can_say_what_a_claim_of_compatible_force_says(claim: str, text: str) -> None:
    assert agrees(force_of(claim), force_of(text))


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("A State may torture spies.", "No one shall be subjected to torture."),
        ("States may return refugees to danger.", "No Contracting State shall expel or return a refugee."),
        ("A State may torture spies.", "No one shall be tortured; a victim may sue the State."),
        ("Everyone may enslave others.", "No one shall be held in slavery."),
        ("A landlord can put a family on the street.", "A landlord can't put a family on the street."),
        ("An order from above justifies torture.", "An order from a superior may not be invoked."),
        ("Torture is forbidden.", "The law allows torture in war."),
        ("States are forbidden to limit the right.", "States may limit the right by law."),
        ("Nobody may leave a country.", "Everyone has the right to leave any country."),
        ("States must not report.", "States shall submit reports to the Committee."),
        ("States must disclose the names of witnesses.", "A State need not publish the names of its witnesses."),
        ("States must admit every migrant.", "States are not obliged to admit every migrant."),
        ("A State must ratify.", "Each State is free to decide whether it ratifies."),
        ("States must share vaccines.", "The report recommends that States share vaccines."),
        ("States must limit the right.", "States may limit the right by law."),
        ("States should report.", "States shall submit reports to the Committee."),
        ("States may share vaccines.", "States should share vaccines."),
        ("A State need not report.", "States shall submit reports to the Committee."),
        ("States may report.", "States shall submit reports to the Committee."),
        ("Everyone has the right to a mansion.", "Companies ought to publish their supply chains."),
        ("States are urged to ban torture.", "Torture is forbidden."),
    ],
)
def test_a_text_cannot_say_what_a_claim_of_another_force_says(claim: str, text: str) -> None:
    assert not agrees(force_of(claim), force_of(text))


WORDS = st.sampled_from(
    [
        *(
            "no one",
            "States",
            "shall",
            "may",
            "not",
            "must",
            "never",
            "only",
            "except",
            "the right to",
            "should",
            "who",
        ),
        *("can", "torture", "a refugee", "need not", ",", ";", "undertake to", "is forbidden", "however"),
    ]
)


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)))
def test_every_sentence_agrees_with_itself(sentence: str) -> None:
    force = force_of(sentence)
    assert agrees(force, force)


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)))
def test_the_modality_is_one_of_all_that_were_found(sentence: str) -> None:
    force = force_of(sentence)
    assert force.modalities == set() if force.modality == "none" else force.modality in force.modalities
    assert isinstance(force, Force)
    assert min(force.operators) >= 0
