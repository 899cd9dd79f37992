"""Little words that say nothing about what is wanted, in English and German, folded."""

from typing import Final

STOP_WORDS: Final = {
    "en": frozenset(
        "a about above after again against all also am an and any anybody anyone anything are arent as at be because"
        " been before being below between both but by can cannot cant could couldnt did do does doesnt doing dont"
        " during each either else ever every few for from further get gets getting give gives go goes got had has"
        " have having he help helps her here hers him his how however i if im in into is isnt it its itself ive just"
        " keep know let lets like likes lot make makes many may maybe me mine more most much must my need needed needs"
        " neither no nor not now of off often on once one only or other others our ours ourselves out over own per"
        " please possible put quite rather really same see she should show so some somebody somehow someone something"
        " sometimes still such take tell than thanks that thats the their theirs them then there theres these they"
        " thing things this those though through to too try trying under until up upon us use used uses using very via"
        " want wants was way ways we well were what whats when where whether which while who whom whose why will with"
        " within without wont would yes yet you your yours".split()
    ),
    "de": frozenset(
        "aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus bei beim bereits"
        " bin bis bist bitte brauche brauchen braucht da dabei dafur damit danach dann daran darauf daraus darf das"
        " dass dein deine dem den denn der deren des dessen die dies diese diesem diesen dieser dieses doch dort du"
        " durch durfen ein eine einem einen einer eines einfach er es etwas euch euer fur gab geben geht gegen gibt gibts"
        " hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in"
        " irgendwas irgendwie irgendwo ist ja jede jedem jeden jeder jedes jemand jetzt kann kannst kein keine keinem"
        " keinen keiner kenne kennt konnen konnte konnten lasse lassen lasst man manche mehr mein meine meinem meinen"
        " meiner mich mir mit mochte mochten moglich muss mussen nach nicht nichts noch nun nur ob oder ohne schon sehr"
        " sein seine seinem seinen seiner seit sich sie sind so soll sollen sollte sollten sondern sonst statt such"
        " suche suchen uber um und uns unser unsere unserem unseren unserer unter viel viele vom von vor wann war waren"
        " warum was weil welche welchem welchen welcher welches wem wen wenn wer werde werden wessen wie wieder will"
        " wir wird wo wofur wohin wollen womit worin wurde wurden zu zum zur zwischen".split()
    ),
}
"""By language. Some are words of the other one too ("die", "will"): they count for a language together only."""

FILLERS: Final = frozenset(
    "library libraries lib libs tool tools tooling utility utilities software program programs project projects"
    " solution solutions existing ready available good best better nice simple easy easily quickly fast internal"
    " company everybody everyone find finding looking search searching working work works implementation"
    " implementations awesome useful helpful various different several based related"
    " bibliothek bibliotheken werkzeug werkzeuge programm programme projekt projekte losung losungen"
    " fertig fertige vorhanden intern interne interner gut gute guter gutes beste besten schnell leicht finde finden"
    " nutzen benutzen verwenden machen mache macht tun".split()
)
"""What people wrap a need in ("a library for …"). Left out as long as something else is asked for."""

COMMON: Final = frozenset(
    "able accept act actual actually add agree allow almost already always appear arrive ask away back bad become begin"
    " behind believe big bigger bit bring call came care carry case cause certain change choose clear close come comes"
    " common complete consider contain continue correct correctly count course current currently day days decide"
    " different directly done early end enough entire even exact exactly expect explain fail fails far feel fill first"
    " follow forget free full general given great half hand happen happens hard hear high hold hour hours idea important"
    " inside instead interest involve keeps kind large last late later lead learn least leave left less level line little"
    " live long look lose low main matter mean means meet mention minute minutes miss moment month months move name near"
    " never new next nice night normal number old open original part parts pass past people person piece place play point"
    " pretty problem problems proper properly provide provides question quick ready reason receive remember right ring"
    " rings run running runs save second seem send separate serious set short side similar sit situation small soon sort"
    " special specific spend stand start started state stay stop sure system systems talk team teams think three time"
    " times today together tomorrow turn two type understand usual usually view visit wait walk watch week weeks whole"
    " create creates creating created manage manages managing handle handles handling perform produce exist exists own"
    " lookup wants deal deals random real shared plain general"
    " erstellen erzeugen verwalten bearbeiten durchfuhren verarbeiten"
    " win wish word words world worry write writing written wrong year years yesterday"
    " ab aktuell alt andern anfangen ansehen arbeit art beide beim bekommen benotigen bereit bestimmt bleiben bringen"
    " dauern denken drei eigen eigene eigenen ende erhalten erst erste ersten fall falsch fragen frei ganz ganze genau"
    " gerade gleich gross grosse grossen halten heute jahr jahre jeweils klein kleine kleinen kommen kommt kurz lang"
    " lange laufen leben letzte letzten mal mensch mochte monat morgen nachste nachsten neu neue neuen neuer neues ort"
    " passieren passiert problem richtig sache sagen schreiben sehen seite selbst selber setzen sicher spater stehen"
    " stelle stellen stimmt tag tage teil uberall verschieden verschiedene wenig wenige wenigen wissen woche wochen wort"
    " worte zeigen zeit ziemlich zuerst zusammen zwei".split()
)
"""Words of all days: they count half, for they seldom are what a need is about."""
