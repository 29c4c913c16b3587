# ruff: noqa: RUF001  (Turkish has an i without a dot)
"""Given names of synthetic people, by origin, sex and time of birth: part of the model.

The most frequent come first. A change of these lists would be another model.
"""

from __future__ import annotations

ORIGINS = ("dutch", "frisian", "turkish", "moroccan", "surinamese", "polish", "world")
"""Kinds of names, in the order in which the program counts them."""

COHORTS = (1955, 1990)
"""Somebody born before the first year has an old name, from the second year on a new one."""

_DUTCH_MEN = (
    "Johannes Cornelis Jan Hendrik Willem Pieter Gerrit Jacobus Petrus Adrianus Antonius Dirk "
    "Franciscus Wilhelmus Hendrikus Theodorus Arie Klaas Martinus Lambertus Gerardus Jacob Simon "
    "Leendert Marinus Bernardus Albert Evert Frederik Hermanus Nicolaas Joseph Maarten Abraham",
    "Jan Johannes Peter Robert Marcel Erik Martin Richard Dennis Jeroen Marco Frank Edwin "
    "Patrick Michel Ronald Paul Mark André Hans René Rob Bas Sander Wouter Arjan Vincent Maarten "
    "Niels Joost Martijn Daniël Stefan Raymond Eric Henk Theo Gijs Koen Joris",
    "Daan Sem Lucas Thijs Levi Finn Luuk Bram Noah Milan Jesse Thomas Lars Tim Ruben Stijn "
    "Julian Sven Max Gijs Floris Hugo Niels Jasper Tijn Mees Boaz Joël Daniël Koen Teun Olivier "
    "Siem Pepijn Raphaël Guus Owen Job Quinten Rens",
)
_DUTCH_WOMEN = (
    "Maria Johanna Cornelia Anna Elisabeth Wilhelmina Catharina Adriana Hendrika Petronella "
    "Margaretha Jacoba Geertruida Antonia Gerarda Helena Theodora Jannetje Neeltje Aaltje "
    "Pieternella Grietje Trijntje Alida Francisca Martina Clasina Hendrikje Gijsbertha "
    "Lamberdina Willemina Dirkje Bernardina Josephina",
    "Maria Johanna Monique Sandra Petra Ingrid Mariska Linda Esther Saskia Marjolein Anja Yvonne "
    "Karin Wilma Annemarie Jolanda Marloes Nicole Astrid Renée Ellen Miranda Angelique Bianca "
    "Femke Inge Sylvia Mirjam Judith Irene Carla Marianne Daniëlle Manon Suzanne Ilse Wendy Kim "
    "Chantal",
    "Emma Julia Sophie Anna Lotte Eva Lisa Sanne Tess Fleur Mila Saar Nora Zoë Anouk Iris Roos "
    "Femke Noor Maud Lieke Evi Amber Britt Isa Fenna Floor Chloë Esmée Noëlle Jasmijn Lynn Elin "
    "Merel Sara Naomi Puck Loïs Hannah Elise",
)
_FRISIAN_MEN = (
    "Sjoerd Jelle Durk Wytze Tjeerd Douwe Sietse Klaas Hessel Gjalt Rinse Ype Foppe Auke Bouwe "
    "Jitze Lieuwe Oene Sybren Tsjerk Wietze Ate Bauke Doeke Eelke Fedde Gosse Hielke Ids Jurjen"
)
_FRISIAN_WOMEN = (
    "Anke Froukje Sytske Sjoukje Tjitske Baukje Wytske Aukje Jeltje Fokje Hiske Antsje Akke "
    "Trijntsje Ymkje Hinke Nynke Reinou Maaike Jikke Sietske Ytsje Dieuwke Foekje Geeske Grytsje "
    "Hylkje Jildou Lutske Pytsje"
)
_TURKISH_MEN = (
    "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim Osman Yusuf Ömer Murat Emre Kemal Süleyman "
    "Halil Ramazan Serkan Volkan Burak Kaan Yiğit Efe Çağlar Şükrü Oğuz Tolga Selim Ümit Fatih "
    "Cem"
)
_TURKISH_WOMEN = (
    "Fatma Ayşe Emine Hatice Zeynep Elif Meryem Şerife Hanife Sultan Gülsüm Özlem Esra Büşra "
    "Merve Kübra Derya Sevgi Yıldız Ebru Gönül Çiğdem Tuğba Nurcan Aylin Defne Selin Ceren İrem "
    "Songül"
)
_MOROCCAN_MEN = (
    "Mohamed Ahmed Youssef Rachid Hassan Said Abdelkader Mustapha Khalid Omar Hamza Bilal "
    "Yassine Ayoub Ibrahim Karim Soufiane Driss Jamal Nabil Anass Zakaria Ilyas Abdellah Aziz "
    "Tarik Ismaïl Redouan Mimoun Lahcen"
)
_MOROCCAN_WOMEN = (
    "Fatima Khadija Aïcha Malika Naïma Samira Karima Rachida Zohra Nadia Hanane Latifa Salma "
    "Yasmina Imane Ikram Loubna Hafida Mina Siham Noura Sanae Ilham Dounia Hajar Ouafa Touria "
    "Chaïma Asmae Btissam"
)
_SURINAMESE_MEN = (
    "Soeresh Radjesh Anil Roy Dewanand Winston Henk Glenn Rakesh Kenneth Ashwin Romeo Stanley "
    "Sunil Vishal Orlando Ruben Ramesh Humphrey Dinesh Clyde Edgar Prem Rishi Armand Hugo Vinod "
    "Iwan Jerrel Djaienti"
)
_SURINAMESE_WOMEN = (
    "Soenita Astrid Sharmila Sandra Indra Muriel Rosita Anita Carmen Shanti Lucia Usha Priya "
    "Mavis Chandra Gerda Reshma Hilda Radha Naomi Wonny Asha Joyce Roline Sabitrie Iris Kavita "
    "Ingrid Sheila Devika"
)
_POLISH_MEN = (
    "Piotr Krzysztof Andrzej Tomasz Paweł Michał Marcin Łukasz Grzegorz Jakub Rafał Mateusz "
    "Kamil Dariusz Mariusz Zbigniew Wojciech Stanisław Adam Robert Szymon Bartosz Jarosław Dawid "
    "Filip Sławomir Jacek Maciej Artur Przemysław"
)
_POLISH_WOMEN = (
    "Anna Katarzyna Małgorzata Agnieszka Barbara Ewa Magdalena Joanna Monika Beata Aleksandra "
    "Zofia Elżbieta Justyna Dorota Natalia Karolina Paulina Iwona Danuta Jadwiga Zuzanna Maja "
    "Weronika Grażyna Bożena Renata Kinga Sylwia Marzena"
)
_WORLD_MEN = (
    "Thomas José Ali Wei Antonio Dimitri Ahmad Carlos Jürgen Samuel Luís Andrei Ibrahima Rohan "
    "Björn Tariq Minh Giorgos Yonas François Mihai Kwame Omar Søren Javier Hiroshi Nikolaï "
    "Tesfay Günther Eyob"
)
_WORLD_WOMEN = (
    "Maria Ana Fatou Ingeborg Li Rania Carmen Elena Thuy Ángela Amina Sofía Priyanka Hélène "
    "Svetlana Ruth Zahra Mónica Keiko Ioana Selam Adèle Birgit Aminata Giulia Noor Tatjana Chloé "
    "Saba Inês"
)

GIVEN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "dutch": (_DUTCH_MEN, _DUTCH_WOMEN),
    "frisian": ((_FRISIAN_MEN,) * 3, (_FRISIAN_WOMEN,) * 3),
    "turkish": ((_TURKISH_MEN,) * 3, (_TURKISH_WOMEN,) * 3),
    "moroccan": ((_MOROCCAN_MEN,) * 3, (_MOROCCAN_WOMEN,) * 3),
    "surinamese": ((_SURINAMESE_MEN,) * 3, (_SURINAMESE_WOMEN,) * 3),
    "polish": ((_POLISH_MEN,) * 3, (_POLISH_WOMEN,) * 3),
    "world": ((_WORLD_MEN,) * 3, (_WORLD_WOMEN,) * 3),
}
"""Origin -> names of men and of women, each per cohort from old to new."""

NAMES_EACH: dict[str, tuple[tuple[int, ...], ...]] = {
    "dutch": ((30, 40, 25, 5), (35, 40, 22, 3), (50, 35, 13, 2)),
    "frisian": ((75, 20, 5, 0), (70, 25, 5, 0), (70, 25, 5, 0)),
    "surinamese": ((50, 40, 10, 0),) * 3,
    "polish": ((70, 30, 0, 0),) * 3,
}
"""Origin -> per cohort, how many of 100 people have one, two, three, four names; else one."""
